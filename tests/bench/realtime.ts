import { setTimeout as wait } from "node:timers/promises";
import { type Installation, newDatabase } from "./database.ts";
import type { RealtimeSize } from "./options.ts";
import { cpuMicroseconds } from "./process-usage.ts";
import { type Measured, startBulkhead } from "./processes.ts";
import { post, type Subscriber, subscriber, writeMark } from "./realtime-client.ts";
import { type SeededTenant, seed } from "./seed.ts";

export interface RealtimeResult {
  tenants: number;
  /** A change of each of many tenants reaches its ten sockets. */
  steady: Heard & { changesPerSecond: number };
  /** One tenant, twice the sockets each time, until p99 passes the bound. */
  fanOut: (Heard & { sockets: number })[];
  /** Changes that were acknowledged while a gateway's process was killed twice, and what subscribers have of them. */
  killed: { changes: number; subscribers: number; missing: number; repeated: number };
}

export interface Heard {
  /** Milliseconds from before a mutation was sent until a subscriber had the change. */
  latencies: number[];
  missing: number;
  /** Processor time of the server for each message, what made the change included. */
  microseconds: number;
}

const SOCKETS = 10;
const CHANGES_PER_SECOND = 100;
export const BOUND_MS = 100;
const FAN_OUT_PER_SECOND = 5;
const SETTLE_MS = 15_000;

/** What is measured is how fast, not how much is admitted. */
const OPEN_HOUSE = {
  BULKHEAD_LIMIT_SOCKETS_PER_TENANT: "100000",
  BULKHEAD_LIMIT_MESSAGES_PER_SECOND: "1000000",
  BULKHEAD_LIMIT_MESSAGES_BURST: "1000000",
};

type Keep = <T extends { stop(): unknown }>(started: T) => T;

export async function measureRealtime(
  installation: Installation,
  { realtimeTenants, steadyMs, fanOutMs, maxSockets }: RealtimeSize,
  keep: Keep,
): Promise<RealtimeResult> {
  const database = await newDatabase(installation, "realtime");
  const { url, peppers, settings } = database;
  const tenants = await seed({ url, peppers, tenants: realtimeTenants, recordsPerTenant: 1 });
  const start = async (name: string) =>
    keep(await startBulkhead(installation.place, settings, { name, environment: OPEN_HOUSE }));
  const first = await start("realtime-1");
  for (const { key } of tenants) await defineMarks(first.port, key);
  const steady = await measureSteady(first, tenants, steadyMs);
  const fanOut = await measureFanOut(first, tenants[0] as SeededTenant, fanOutMs, maxSockets);
  const killed = await measureKilled(first, start, tenants.slice(0, 10));
  return { tenants: tenants.length, steady, fanOut, killed };
}

const MARKS = "marks";
const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";

async function defineMarks(port: number, key: string): Promise<void> {
  const answer = await post(port, key, DEFINE, { i: { name: MARKS, schema: { type: "object" } } });
  if ("errors" in answer) throw new Error(JSON.stringify(answer));
}

async function measureSteady(
  { port, pid }: Measured,
  tenants: SeededTenant[],
  forMs: number,
): Promise<RealtimeResult["steady"]> {
  const groups = await Promise.all(tenants.map(({ key }) => open(port, key, SOCKETS)));
  await wait(1_000);
  const marks = tenants.map(() => new Set<number>());
  const before = cpuMicroseconds(pid);
  const begun = performance.now();
  const count = await paced(CHANGES_PER_SECOND, forMs, async (mark) => {
    const at = mark % tenants.length;
    if (await writeMark(port, (tenants[at] as SeededTenant).key, MARKS, mark)) marks[at]?.add(mark);
  });
  const changesPerSecond = (count * 1_000) / (performance.now() - begun);
  const missing = await settled(groups.map((group, at) => ({ group, marks: marks[at] ?? new Set() })));
  const latencies = groups.flat().flatMap((one) => one.latencies);
  for (const one of groups.flat()) one.stop();
  const microseconds = (cpuMicroseconds(pid) - before) / latencies.length;
  return { latencies, missing, changesPerSecond, microseconds };
}

async function measureFanOut({ port, pid }: Measured, { key }: SeededTenant, forMs: number, maxSockets: number) {
  const steps: RealtimeResult["fanOut"] = [];
  for (let sockets = 50; sockets <= maxSockets; sockets *= 2) {
    const group = await open(port, key, sockets);
    await wait(1_000);
    for (const one of group) one.latencies.length = 0;
    const marks = new Set<number>();
    const before = cpuMicroseconds(pid);
    await paced(FAN_OUT_PER_SECOND, forMs, async (turn) => {
      const mark = sockets * 1_000_000 + turn;
      if (await writeMark(port, key, MARKS, mark)) marks.add(mark);
    });
    const missing = await settled([{ group, marks }]);
    const latencies = group.flatMap((one) => one.latencies);
    const microseconds = (cpuMicroseconds(pid) - before) / latencies.length;
    for (const one of group) one.stop();
    steps.push({ sockets, latencies, missing, microseconds });
    if (quantile(latencies, 0.99) > BOUND_MS) break;
  }
  return steps;
}

/** Two processes serve; the first is killed, another takes its place, then the second is. Whoever it served comes back. */
async function measureKilled(first: Measured, start: (name: string) => Promise<Measured>, tenants: SeededTenant[]) {
  const alive = [first, await start("realtime-2")];
  let turn = 0;
  const port = () => (alive[turn++ % alive.length] as Measured).port;
  const groups = await Promise.all(
    tenants.map(({ key }) =>
      Promise.all(Array.from({ length: SOCKETS }, () => subscriber({ key, collection: MARKS, port }))),
    ),
  );
  await wait(1_000);
  const base = 1_000_000_000;
  const marks = tenants.map(() => new Set<number>());
  // A subscriber that has heard nothing yet has no cursor to come back with.
  const write = async (mark: number) => {
    const at = mark % tenants.length;
    if (await writeMark(port(), (tenants[at] as SeededTenant).key, MARKS, base + mark)) marks[at]?.add(base + mark);
  };
  for (let mark = 0; mark < tenants.length; mark++) await write(mark);
  await settled(groups.map((group, at) => ({ group, marks: marks[at] ?? new Set() })));
  let over = false;
  const writing = (async () => {
    for (let mark = tenants.length; !over; mark++) await Promise.all([write(mark), wait(10)]);
  })();
  for (let kill = 0; kill < 2; kill++) {
    await wait(1_500);
    const [victim] = alive.splice(0, 1);
    process.kill((victim as Measured).pid, "SIGKILL");
    await wait(1_500);
    alive.push(await start(`realtime-${kill + 3}`));
  }
  await wait(1_500);
  over = true;
  await writing;
  const missing = await settled(groups.map((group, at) => ({ group, marks: marks[at] ?? new Set() })));
  const all = groups.flat();
  const repeated = all.reduce((sum, { heard }) => sum + [...heard.values()].filter((times) => times > 1).length, 0);
  for (const one of all) one.stop();
  return { changes: marks.reduce((sum, { size }) => sum + size, 0), subscribers: all.length, missing, repeated };
}

/** A few hundred at a time, as people come. */
async function open(port: number, key: string, count: number): Promise<Subscriber[]> {
  const group: Subscriber[] = [];
  while (group.length < count) {
    const some = Math.min(200, count - group.length);
    const following = { key, collection: MARKS, port: () => port };
    group.push(...(await Promise.all(Array.from({ length: some }, () => subscriber(following)))));
  }
  return group;
}

/** In an open loop: nobody waits for the one before. Answers how many there were. */
async function paced(perSecond: number, forMs: number, act: (turn: number) => Promise<void>): Promise<number> {
  const begun = performance.now();
  const running: Promise<void>[] = [];
  const count = Math.floor((perSecond * forMs) / 1_000);
  for (let turn = 0; turn < count; turn++) {
    const left = begun + (turn * 1_000) / perSecond - performance.now();
    if (left > 0) await wait(left);
    running.push(act(turn));
  }
  await Promise.all(running);
  return count;
}

/** Waits until everybody has every change that was acknowledged, and counts what is missing when the time is over. */
async function settled(parts: { group: Subscriber[]; marks: ReadonlySet<number> }[]): Promise<number> {
  const missing = () => {
    let count = 0;
    for (const { group, marks } of parts)
      for (const { heard } of group) for (const mark of marks) if (!heard.has(mark)) count++;
    return count;
  };
  for (const deadline = performance.now() + SETTLE_MS; missing() > 0 && performance.now() < deadline; ) await wait(100);
  return missing();
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
