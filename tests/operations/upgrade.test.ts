import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Cluster, type ClusterNode, newPeppers, ready, startCluster } from "../testkit/cluster.ts";
import { TEMPLATE, TEST_SECRET } from "../testkit/global-setup.ts";
import { makeNextVersion, NEXT_MIGRATION } from "../testkit/next-version.ts";
import { bootstrapTenant, defineMarks } from "../testkit/operations.ts";
import { root, run } from "../testkit/process.ts";
import { type ReadyGateways, watchReadiness } from "../testkit/ready-gateways.ts";
import { testRootKeyFile } from "../testkit/root-key.ts";
import { differences, type SteadyLoad, startLoad } from "../testkit/steady-load.ts";
import { until } from "../testkit/until.ts";

const program = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-upgrade-"));
const next = path.join(folder, "next");
const supergraph = path.join(folder, "supergraph.graphql");

let owner: pg.Pool;
let cluster: Cluster;
let gateways: ReadyGateways;
let key: string;
let load: SteadyLoad;

/** Two gateways, four subgraphs and a worker of this version; the address of a second data process is known to all. */
beforeAll(async () => {
  mkdirSync(next);
  await makeNextVersion(next);
  const databaseUrl = await createDatabase(inject("postgresUrl"), `upgrade_${process.pid}`, TEMPLATE);
  owner = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  copyFileSync(path.join(root, "schema/supergraph.graphql"), supergraph);
  cluster = await startCluster({
    databaseUrl,
    secret: TEST_SECRET,
    peppers: newPeppers(),
    rootKey: testRootKeyFile(),
    counts: { data: 2, worker: 1 },
    environment: { BULKHEAD_SUPERGRAPH: supergraph, BULKHEAD_DRAIN_SECONDS: "2", BULKHEAD_LOG_LEVEL: "info" },
  });
  await end("data-2");
  key = await bootstrapTenant(node("identity-1").environment);
  await defineMarks(cluster.gateways[0] ?? "", key, "marks");
  gateways = watchReadiness(cluster.gateways);
  load = await startLoad({ gateways, key, collection: "marks", readers: 2, writers: 2 });
  await until(async () => load.received().length > 5, 30_000);
}, 180_000);

afterAll(async () => {
  await load?.stop(0);
  await gateways?.stop();
  await cluster?.stop();
  await owner?.end();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function node(name: string): ClusterNode {
  const found = cluster.nodes.get(name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

/** As an orchestrator does it: a signal, and the end is waited for. */
async function end(name: string): Promise<number | null> {
  node(name).running.signalGroup("SIGTERM");
  return node(name).running.ended;
}

/** In the place of a process that has ended, with its settings and address. */
function startNext(name: string): void {
  const place = node(name);
  place.running = run(process.execPath, [path.join(next, "server/main.ts")], place.environment);
}

async function ask(gateway: string, query: string, variables?: unknown) {
  const answer = await fetch(`${gateway}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as { data?: Record<string, unknown>; errors?: unknown[] };
}

const askNote = (gateway: string) => ask(gateway, `{ collection(name: "marks") { name note } }`);

/** Some more work of every kind, through whatever is ready. */
async function someMore(): Promise<void> {
  const before = load.received().length;
  await until(async () => load.received().length > before + 20, 30_000);
}

test("the next version's migration changes nothing for processes of this one, running or started after it", async () => {
  await program(process.execPath, [path.join(next, "server/cli.ts"), "migrate"], {
    env: node("identity-1").environment,
  });
  const { rows } = await owner.query("select room || '/' || name as name from platform.migration");
  expect(rows.map(({ name }) => name)).toContain(NEXT_MIGRATION);
  await owner.query("update data.collection set note = 'of the next version'");
  await end("worker-1");
  await cluster.restart("worker-1");
  await ready(only("worker-1"), 60_000);
  await someMore();
  expect(load.failures).toEqual([]);
}, 90_000);

test("a subgraph is replaced by the next version's beside it, and no request notices", async () => {
  startNext("data-2");
  await ready(only("data-2"), 60_000);
  await someMore();
  expect(await end("data-1")).toBe(0);
  await someMore();
  expect(load.failures).toEqual([]);
}, 90_000);

test("running gateways serve the next supergraph once its file is replaced", async () => {
  expect((await askNote(cluster.gateways[0] ?? "")).errors).toHaveLength(1);
  const fresh = `${supergraph}.new`;
  copyFileSync(path.join(next, "schema/supergraph.graphql"), fresh);
  renameSync(fresh, supergraph);
  for (const gateway of cluster.gateways)
    await until(async () => (await askNote(gateway)).errors === undefined, 20_000);
  expect(await askNote(cluster.gateways[1] ?? "")).toEqual({
    data: { collection: { name: "marks", note: "of the next version" } },
  });
  await someMore();
  expect(load.failures).toEqual([]);
}, 60_000);

test("a gateway is replaced by the next version's, and its clients go to the other meanwhile", async () => {
  const first = cluster.gateways[0] ?? "";
  const before = load.answered.get(first) ?? 0;
  expect(await end("gateway-1")).toBe(0);
  startNext("gateway-1");
  await ready(only("gateway-1"), 60_000);
  await until(async () => (load.answered.get(first) ?? 0) > before + 50, 30_000);
  expect(await askNote(first)).toMatchObject({ data: { collection: { note: "of the next version" } } });
  expect(load.failures).toEqual([]);
}, 90_000);

test("every acknowledged change was received once, in commit order, whatever was replaced", async () => {
  await load.stop(20_000);
  const { rows } = await owner.query<{ mark: string }>(
    `select payload->'data'->>'mark' as mark from platform.outbox where type = 'record.created' order by xid, id`,
  );
  const marks = rows.map(({ mark }) => mark);
  const committed = marks.slice(marks.indexOf(load.since) + 1);
  // The cause first, then what follows from it.
  expect(load.failures).toEqual([]);
  expect(differences(load.received(), committed)).toEqual({ lost: [], repeated: [], unknown: [], misplaced: [] });
  expect(load.received()).toEqual(committed);
  expect([...load.acknowledged].sort()).toEqual(committed.toSorted());
  expect(load.acknowledged.length).toBeGreaterThan(100);
  // The subscriber was sent away at least by the subgraph or the gateway it listened at.
  expect(load.departures.length).toBeGreaterThan(0);
}, 60_000);

test("no process has logged an error", () => {
  const errors = cluster.logged().filter((line) => /"level":(50|60)|"level":"(error|fatal)"/.test(line));
  expect(errors).toEqual([]);
});

/** The one node, as a cluster to wait for. */
function only(name: string): Cluster {
  return { ...cluster, nodes: new Map([[name, node(name)]]) };
}
