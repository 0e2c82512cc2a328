import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { newPeppers } from "../../tests/testkit/cluster.ts";
import { TEST_SECRET } from "../../tests/testkit/global-setup.ts";
import { bootstrapTenant, defineMarks } from "../../tests/testkit/operations.ts";
import { type Running, root, run } from "../../tests/testkit/process.ts";
import { watchReadiness } from "../../tests/testkit/ready-gateways.ts";
import { startLoad } from "../../tests/testkit/steady-load.ts";
import { STARTING_MS, until } from "../../tests/testkit/until.ts";
import { prepareDatabase } from "../prepare-database.ts";

/** Three processes, started in the wrong order over a database that is not there yet, and stopped with work on them. */
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-order-"));
const rootKey = path.join(folder, "root-key.json");
const started: Running[] = [];
let settings: Record<string, string>;
let databaseUrl: string;
let gatewayPort: number;
let roomsPort: number;
let gateway: Running;
let rooms: Running;
let worker: Running;

beforeAll(async () => {
  createRootKeyFile(rootKey);
  databaseUrl = await createDatabase(inject("postgresUrl"), `order_${process.pid}`);
  [gatewayPort, roomsPort] = [await freePort(), await freePort()];
  const address = `http://127.0.0.1:${roomsPort}`;
  settings = {
    PATH: process.env.PATH ?? "",
    BULKHEAD_ENV: "test",
    BULKHEAD_SECRET: TEST_SECRET,
    BULKHEAD_API_KEY_PEPPERS: newPeppers(),
    BULKHEAD_ROOT_KEY: `file:${rootKey}`,
    BULKHEAD_MIGRATE: "no",
    DATABASE_URL: databaseUrl,
    ...Object.fromEntries(["IDENTITY", "TENANCY", "DATA", "AUDIT"].map((room) => [`BULKHEAD_${room}_URLS`, address])),
  };
});

afterAll(async () => {
  for (const one of started) one.signalGroup("SIGKILL");
  await Promise.all(started.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

function start(own: Record<string, string>): Running {
  const running = run(process.execPath, [path.join(root, "server/main.ts")], { ...settings, ...own });
  started.push(running);
  return running;
}

const readiness = (port: number) =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ status }) => status,
    () => 0,
  );

/** Tells a process to stop, as often as said; answers its exit code and how many seconds it took. */
async function stop(running: Running, times = 1): Promise<{ code: number | null; seconds: number }> {
  const began = performance.now();
  for (let count = 0; count < times; count++) running.signalGroup("SIGTERM");
  const code = await running.ended;
  return { code, seconds: (performance.now() - began) / 1_000 };
}

test("a process that waits for its database says so, and ends when it is told to, once or twice", async () => {
  const [once, twice] = [
    start({ BULKHEAD_ROLES: "audit", BULKHEAD_INTERNAL_PORT: "0" }),
    start({ BULKHEAD_PORT: "0" }),
  ];
  gateway = start({ BULKHEAD_ROLES: "gateway", BULKHEAD_PORT: String(gatewayPort) });
  for (const one of [once, twice, gateway]) await one.printed("waiting for the database", 60_000);
  for (const { code, seconds } of [await stop(once), await stop(twice, 2)]) {
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(5);
  }
}, 90_000);

test("a gateway started before its database and its subgraphs is not ready, and becomes ready when they are there", async () => {
  expect(await readiness(gatewayPort)).toBe(0);
  await prepareDatabase(databaseUrl, TEST_SECRET);
  await until(async () => (await readiness(gatewayPort)) === 503, 30_000, STARTING_MS);
  rooms = start({ BULKHEAD_ROLES: "identity,tenancy,data,audit", BULKHEAD_INTERNAL_PORT: String(roomsPort) });
  worker = start({ BULKHEAD_ROLES: "worker", BULKHEAD_INTERNAL_PORT: "0" });
  await until(async () => (await readiness(gatewayPort)) === 200, 60_000, STARTING_MS);
  await worker.printed('"msg":"ready"', 60_000);
}, 120_000);

test("a worker, a subgraph and a gateway each end within five seconds, with load on them and told twice", async () => {
  const address = `http://127.0.0.1:${gatewayPort}`;
  const key = await bootstrapTenant(settings);
  await defineMarks(address, key, "marks");
  const gateways = watchReadiness([address]);
  const load = await startLoad({ gateways, key, collection: "marks", readers: 4, writers: 4 });
  await until(async () => load.received().length > 50, 30_000);
  expect(load.failures).toEqual([]);
  for (const one of [worker, rooms, gateway]) {
    const { code, seconds } = await stop(one, 2);
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(5);
    expect(one.output()).not.toMatch(/did not stop cleanly|uncaught/i);
  }
  await Promise.all([gateways.stop(), load.stop(0)]);
}, 120_000);
