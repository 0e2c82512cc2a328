import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Database, flushAsTenant, openDatabase } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { RelayMessage } from "../testkit/relay-process.ts";
import { type Installation, newDatabase } from "./database.ts";
import type { RelaySize } from "./options.ts";
import { cpuMicroseconds } from "./process-usage.ts";

/** Shares of a core: of the leader's process, and of the backends that serve it. */
export interface RelayCpu {
  node: number;
  postgres: number;
}

export const TAKEOVERS = ["SIGTERM", "SIGKILL", "SIGSTOP"] as const;

export interface RelayResult {
  idle: RelayCpu;
  active: RelayCpu;
  /** From the acknowledged commit to the consumer, sorted. */
  lagMs: number[];
  writes: { count: number; slow: number; longestMs: number };
  /** From the leader's end to the first event that its successor hands over. */
  takeoverMs: Record<(typeof TAKEOVERS)[number], number[]>;
}

interface RelayBench {
  url: string;
  secret: string;
  db: Database;
  owner: Database;
  /** When each event came to a consumer, by its name. */
  heard: Map<string, number>;
  contenders: ChildProcess[];
}

const WRITERS = 4;
export const PER_SECOND = 100;

export async function measureRelay(
  installation: Installation,
  { idleMs, activeMs, takeovers }: RelaySize & { idleMs: number },
): Promise<RelayResult> {
  const { secret } = installation;
  const { url } = await newDatabase(installation, "relay");
  const log = createLog({ level: "warn", destination: process.stderr });
  const open = (role: string, password: string, maxConnections: number) =>
    openDatabase({ url, role, password, maxConnections, log });
  const db = open("bulkhead_data", rolePassword(secret, "bulkhead_data"), WRITERS);
  const owner = open("postgres", new URL(url).password, 1);
  const bench: RelayBench = { url, secret, db, owner, heard: new Map(), contenders: [] };
  try {
    const leader = await contend(bench, "first");
    await wait(3_000);
    const { used: idle } = await whileRunning(bench, leader, () => wait(idleMs));
    const { used: active, answer: lagMs } = await whileRunning(bench, leader, () => writeSteadily(bench, activeMs));
    const { count = 0, slow = 0, longestMs = 0 } = db.writes ?? {};
    return { idle, active, lagMs, writes: { count, slow, longestMs }, takeoverMs: await takeOver(bench, takeovers) };
  } finally {
    await Promise.all(bench.contenders.map(ended));
    await Promise.all([db.pool.end(), owner.pool.end()]);
  }
}

/** A process that stands for the lead and tells us what it is handed; resolves when somebody leads. */
async function contend({ url, secret, heard, contenders, owner }: RelayBench, instance: string): Promise<ChildProcess> {
  const file = path.resolve(import.meta.dirname, "../testkit/relay-process.ts");
  const child = fork(file, [url, secret, instance, "bench"], { stdio: "inherit" });
  child.on("message", ({ events }: RelayMessage) => {
    for (const { name, at } of events) if (!heard.has(name)) heard.set(name, at);
  });
  contenders.push(child);
  await until(async () => {
    const { rows } = await owner.pool.query(
      `select from platform.relay_leader where exists (
         select from pg_locks join pg_database d on d.oid = database
         where locktype = 'advisory' and granted and datname = current_database())`,
    );
    return rows.length > 0;
  });
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}

async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await wait(5);
}

const now = () => performance.timeOrigin + performance.now();

let written = 0;

/** Commits one event; answers its name and when the commit was acknowledged. */
async function commit(db: Database, tenantId: string): Promise<{ name: string; at: number }> {
  const name = `n${written++}`;
  const event = { type: "collection.defined", subject: tenantId, payload: { name } };
  await flushAsTenant(db, tenantId, [appendOutbox(tenantId, [event])]);
  return { name, at: now() };
}

/** What the leader and its backends use while something runs. */
async function whileRunning<T>(
  { owner }: RelayBench,
  leader: ChildProcess,
  run: () => Promise<T>,
): Promise<{ used: RelayCpu; answer: T }> {
  const microseconds = async () => {
    const { rows } = await owner.pool.query<{ pid: number }>(
      "select pid from pg_stat_activity where usename = 'bulkhead_worker' and datname = current_database()",
    );
    return {
      node: cpuMicroseconds(leader.pid as number),
      postgres: rows.reduce((sum, { pid }) => sum + cpuMicroseconds(pid), 0),
    };
  };
  const before = await microseconds();
  const start = performance.now();
  const answer = await run();
  const passed = (performance.now() - start) * 1_000;
  const after = await microseconds();
  const used = { node: (after.node - before.node) / passed, postgres: (after.postgres - before.postgres) / passed };
  return { used, answer };
}

async function writeSteadily({ db, heard }: RelayBench, activeMs: number): Promise<number[]> {
  const commits: { name: string; at: number }[] = [];
  const everyMs = (1_000 * WRITERS) / PER_SECOND;
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      const tenantId = newUuid();
      const start = performance.now();
      for (let n = 0; n < activeMs / everyMs; n++) {
        await wait(Math.max(0, start + n * everyMs - performance.now()));
        commits.push(await commit(db, tenantId));
      }
    }),
  );
  await until(async () => commits.every(({ name }) => heard.has(name)));
  return commits.map(({ name, at }) => (heard.get(name) ?? Number.NaN) - at).sort((a, b) => a - b);
}

async function takeOver(bench: RelayBench, times: number): Promise<RelayResult["takeoverMs"]> {
  const tenantId = newUuid();
  const tookMs: RelayResult["takeoverMs"] = { SIGTERM: [], SIGKILL: [], SIGSTOP: [] };
  for (const way of TAKEOVERS) {
    for (let round = 0; round < times; round++) {
      const current = bench.contenders.at(-1) as ChildProcess;
      await contend(bench, `${way} ${round}`);
      await wait(1_000 + Math.random() * 500);
      current.kill(way);
      const begun = now();
      // What is committed from now on can only come from the next leader, once the last has ended.
      await wait(20);
      const { name } = await commit(bench.db, tenantId);
      await until(async () => bench.heard.has(name));
      tookMs[way].push((bench.heard.get(name) ?? Number.NaN) - begun);
      if (way === "SIGSTOP") current.kill("SIGKILL");
    }
  }
  return tookMs;
}
