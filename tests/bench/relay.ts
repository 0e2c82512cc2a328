// What the relay costs and how fast it is: `node tests/bench/relay.ts`. Prints the figures of docs/adr/0014.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, cpus, loadavg } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createDatabase, startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { flushAsTenant, openDatabase } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { migrate } from "@bulkhead/kernel/migrate.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { migrationFolders } from "@bulkhead/server/migrations.ts";
import type { RelayMessage } from "../testkit/relay-process.ts";
import { cpuMicroseconds } from "./process-usage.ts";

const SECRET = "a secret of the bench that protects nothing";
const IDLE_S = 12;
const WRITERS = 4;
const PER_SECOND = 100;
const ACTIVE_S = 15;

const server = await startDisposablePostgres({ durable: true });
const url = await createDatabase(server.url, "relay_bench");
await migrate(url, SECRET, migrationFolders);
const log = createLog({ level: "warn", destination: process.stderr });
const role = "bulkhead_data";
const db = openDatabase({ url, role, password: rolePassword(SECRET, role), maxConnections: WRITERS, log });
const owner = openDatabase({ url, role: "postgres", password: new URL(url).password, maxConnections: 1, log });

/** When each event came to a consumer, by its name. */
const heard = new Map<string, number>();
const contenders: ChildProcess[] = [];

async function contend(instance: string): Promise<ChildProcess> {
  const file = path.resolve(import.meta.dirname, "../testkit/relay-process.ts");
  const child = fork(file, [url, SECRET, instance, "bench"], { stdio: "inherit" });
  child.on("message", ({ events }: RelayMessage) => {
    for (const { name, at } of events) if (!heard.has(name)) heard.set(name, at);
  });
  contenders.push(child);
  await until(async () => heard.size > 0 || (await leader()) !== undefined);
  return child;
}

async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await wait(5);
}

async function leader(): Promise<string | undefined> {
  const { rows } = await owner.pool.query(
    "select holder from platform.relay_leader where exists (select from pg_locks where locktype = 'advisory' and granted)",
  );
  return rows[0]?.holder;
}

let written = 0;
const now = () => performance.timeOrigin + performance.now();

/** Commits one event; answers its name and when the commit was acknowledged. */
async function commit(tenantId: string): Promise<{ name: string; at: number }> {
  const name = `n${written++}`;
  const event = { type: "collection.defined", subject: tenantId, payload: { name } };
  await flushAsTenant(db, tenantId, [appendOutbox(tenantId, [event])]);
  return { name, at: now() };
}

/** Processor time of a process and of the server's backends that serve it, in seconds. */
async function cpuOf(child: ChildProcess): Promise<{ node: number; postgres: number }> {
  const { rows } = await owner.pool.query<{ pid: number }>(
    "select pid from pg_stat_activity where usename = 'bulkhead_worker'",
  );
  const postgres = rows.reduce((sum, { pid }) => sum + cpuMicroseconds(pid), 0);
  return { node: cpuMicroseconds(child.pid as number) / 1e6, postgres: postgres / 1e6 };
}

const percent = (seconds: number, of: number) => `${((100 * seconds) / of).toFixed(2)} %`;
const quantile = (sorted: number[], q: number) => (sorted[Math.floor(sorted.length * q)] ?? Number.NaN).toFixed(1);

console.log(
  `relay bench · ${new Date().toISOString()} · Node ${process.version} · ${availableParallelism()} × ${cpus()[0]?.model}`,
);
console.log(
  `load average before: ${loadavg()
    .map((one) => one.toFixed(2))
    .join(" ")}; fsync on`,
);

const first = await contend("first");
await wait(3_000);
const before = await cpuOf(first);
await wait(IDLE_S * 1_000);
const after = await cpuOf(first);
const idle = { node: after.node - before.node, postgres: after.postgres - before.postgres };
console.log(
  `idle leader over ${IDLE_S} s: process ${percent(idle.node, IDLE_S)}, its backends ${percent(idle.postgres, IDLE_S)}, together ${percent(idle.node + idle.postgres, IDLE_S)} of a core`,
);

const tenants = Array.from({ length: WRITERS }, newUuid);
const commits: { name: string; at: number }[] = [];
const busyBefore = await cpuOf(first);
await Promise.all(
  tenants.map(async (tenantId) => {
    const start = performance.now();
    for (let n = 0; n < (ACTIVE_S * PER_SECOND) / WRITERS; n++) {
      await wait(Math.max(0, start + (n * 1_000 * WRITERS) / PER_SECOND - performance.now()));
      commits.push(await commit(tenantId));
    }
  }),
);
const busyAfter = await cpuOf(first);
await until(async () => commits.every(({ name }) => heard.has(name)));
const lags = commits.map(({ name, at }) => (heard.get(name) as number) - at).sort((a, b) => a - b);
console.log(
  `commit to consumer, ${PER_SECOND}/s from ${WRITERS} writers, ${lags.length} events: p50 ${quantile(lags, 0.5)} p90 ${quantile(lags, 0.9)} p99 ${quantile(lags, 0.99)} max ${quantile(lags, 0.99999)} ms`,
);
console.log(
  `while active: process ${percent(busyAfter.node - busyBefore.node, ACTIVE_S)}, its backends ${percent(busyAfter.postgres - busyBefore.postgres, ACTIVE_S)} of a core`,
);
console.log(
  `writing transactions: ${db.writes?.count}, over 50 ms ${db.writes?.slow}, longest ${db.writes?.longestMs.toFixed(0)} ms`,
);

const tenantId = newUuid();
for (const way of ["SIGTERM", "SIGKILL", "SIGSTOP"] as const) {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const current = contenders.at(-1) as ChildProcess;
    await contend(`${way} ${round}`);
    await wait(1_000 + Math.random() * 500);
    current.kill(way);
    const begun = now();
    // What is committed from now on can only come from the next leader, once the last has ended.
    await wait(20);
    const { name } = await commit(tenantId);
    await until(async () => heard.has(name));
    times.push(Math.round((heard.get(name) as number) - begun));
    if (way === "SIGSTOP") current.kill("SIGKILL");
  }
  console.log(`takeover after ${way}, until the first event is handed over: ${times.join(", ")} ms`);
}

for (const child of contenders) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}
await Promise.all([db.pool.end(), owner.pool.end()]);
await server.stop();
