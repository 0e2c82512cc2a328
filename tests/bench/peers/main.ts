import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { askOnce } from "../ask-once.ts";
import { newDatabase } from "../database.ts";
import { type Contender, floorContender, type PageBench, takeTurns } from "../pages.ts";
import { type Measured, startBulkhead, startFloor, startLoad, type Workplace } from "../processes.ts";
import { type SizedTenant, seedScale } from "../seed-scale.ts";
import { openStops } from "../stops.ts";
import { installPostgraphile, postgraphileVersions, startPostgraphile } from "./postgraphile.ts";
import { type PeerResult, printPeers } from "./report.ts";
import { PEER_ROWS, type PeerRow } from "./rows.ts";

const SIZES = {
  full: { tenants: 1_000, records: 1_000_000, largest: 300_000, roundMs: 5_000, warmUpMs: 5_000 },
  quick: { tenants: 100, records: 30_000, largest: 3_000, roundMs: 1_000, warmUpMs: 1_000 },
};
const ROUNDS = 3;

/** The role has a second for a transaction: who is slow on a busy machine shall be measured, not ended. */
const NO_LIMITS = { idle_in_transaction_session_timeout: 0, transaction_timeout: 0, statement_timeout: 0 };
/**
 * A plan for tenants of average size expects fewer rows than its `limit 50` asks for, and so sorts all that a large tenant
 * has. Planned anew each time, its pages are read from the index.
 */
const OWN_PLANS = { ...NO_LIMITS, plan_cache_mode: "force_custom_plan" };

const argv = process.argv.slice(2).filter((one) => one !== "--");
const { quick } = parseArgs({ args: argv, options: { quick: { type: "boolean", default: false } } }).values;
const place: Workplace = { folder: mkdtempSync(path.join(tmpdir(), "bulkhead-peers-")), profileDir: undefined };
const say = (line: string) => console.log(`  ${line}`);
const stops = openStops();
stops.push(() => rmSync(place.folder, { recursive: true, force: true }));

try {
  await benchPeers(SIZES[quick ? "quick" : "full"]);
} catch (error) {
  const { message, stack, cause } = error as Error;
  console.error(cause ? `${(cause as Error).message}\n${message}` : stack);
  process.exitCode = 1;
}
await stops.all();
process.disconnect?.();

async function benchPeers({ roundMs, warmUpMs, ...size }: (typeof SIZES)["full"]): Promise<void> {
  console.log(
    `Bulkhead and a peer · ${new Date().toISOString().slice(0, 16)}Z · Node ${process.version} · ${cpus().length} × ${cpus()[0]?.model}`,
  );
  await installPostgraphile();
  const versions = Object.entries(postgraphileVersions()).map(([name, version]) => `${name} ${version}`);
  say(`the peer: ${versions.join(", ")}`);
  const postgres = await startDisposablePostgres({ durable: true });
  stops.push(postgres.stop);
  const secret = randomBytes(32).toString("base64url");
  const database = await newDatabase({ place, postgres, secret }, "peers");
  say(`seeding ${size.records} records over ${size.tenants} tenants, ${size.largest} of them of the one that is asked`);
  const { largest: tenant } = await seedScale(database, size);
  await stops.withServers(async (keep) => {
    const { connections } = database.settings;
    const url = withSettings(database.urlAs("bulkhead_data"), NO_LIMITS);
    const { tenantId, items } = tenant;
    const floor = keep(await startFloor(place, { url, connections, tenants: [{ tenantId, items, zipf: items }] }));
    const bulkhead = keep(await startBulkhead(place, database.settings));
    const postgraphile = keep(await startPostgraphile(place, { url: withSettings(url, OWN_PLANS), connections }));
    const load = keep(await startLoad());
    const bench = { load, postgresPid: postgres.pid, tenants: [], rounds: ROUNDS, roundMs, warmUpMs };
    const results: PeerResult[] = [];
    try {
      for (const row of PEER_ROWS) {
        say(`${row.title}: ${ROUNDS} rounds; load average ${loadavg()[0]?.toFixed(1)}`);
        results.push(await comparePeers(bench, row, tenant, { floor, bulkhead, postgraphile }));
      }
    } finally {
      printPeers(results);
    }
    say(`load average after: ${loadavg()[0]?.toFixed(1)}`);
  });
}

function withSettings(url: string, settings: { [name: string]: string | number }): string {
  const address = new URL(url);
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  address.searchParams.set("options", options.join(" "));
  return address.href;
}

/** All must say the same before any is measured. */
async function comparePeers(
  bench: PageBench,
  row: PeerRow,
  tenant: SizedTenant,
  { floor, bulkhead, postgraphile }: { floor: Measured; bulkhead: Measured; postgraphile: Measured },
): Promise<PeerResult> {
  const named: { name: string; contender: Contender; read: (answer: unknown) => unknown }[] = [
    { name: "floor", contender: floorContender(row, floor, [tenant] as SizedTenant[]), read: row.ofFloor },
  ];
  for (const [name, asked, { pid, port }] of [
    ["Bulkhead", row.bulkhead, bulkhead],
    ["PostGraphile", row.postgraphile, postgraphile],
  ] as const)
    if (asked)
      named.push({ name, contender: { port, pids: [pid], requests: [asked.request(tenant)] }, read: asked.read });
  const answers: unknown[] = [];
  for (const { contender, read } of named)
    answers.push(read(await askOnce(contender.requests[0] ?? "", contender.port)));
  for (const [at, answer] of answers.entries())
    assert.deepEqual(answer, answers[0], `${row.title}: ${named[at]?.name} answers something else than the floor`);
  const samples = await takeTurns(
    bench,
    { zipf: false, minBytes: row.minBytes, connections: row.connections },
    named.map((one) => one.contender),
  );
  return {
    title: row.title,
    connections: row.connections,
    samples: named.map(({ name }, at) => ({ name, samples: samples[at] ?? [] })),
  };
}
