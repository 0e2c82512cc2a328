import { setTimeout as wait } from "node:timers/promises";
import { type Database, flushAsTenant, openDatabase } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { type EnqueuedJob, enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { defineJob } from "@bulkhead/kernel/job-kind.ts";
import { createWorkers } from "@bulkhead/kernel/job-workers.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { createRelay } from "@bulkhead/kernel/relay.ts";
import { hasRedis, startRedis } from "../testkit/redis.ts";
import { type Installation, newDatabase } from "./database.ts";
import type { JobsSize } from "./options.ts";
import { treeCpuMicroseconds } from "./process-usage.ts";
import { formatTable } from "./table.ts";

export interface JobsResult {
  backend: "postgres" | "redis";
  /** From the acknowledged commit to the job's first line, one job at a time, sorted. */
  pickUpMs: number[];
  /** Empty jobs of many tenants, enqueued and done. */
  perSecond: number;
  /** Shares of a core with nothing to do, relay and jobs together. */
  idle: { node: number; postgres: number };
}

interface JobsOptions extends JobsSize {
  idleMs: number;
}

const TENANTS = 20;
const CONCURRENCY = 4;
const WARM_UP_JOBS = 20;

export async function measureJobs(installation: Installation, options: JobsOptions): Promise<JobsResult[]> {
  const results = [await measureBackend(installation, "postgres", options)];
  if (!hasRedis()) console.log("  skipped: jobs on Redis need redis-server");
  else results.push(await measureBackend(installation, "redis", options));
  return results;
}

async function measureBackend(
  installation: Installation,
  name: JobsResult["backend"],
  options: JobsOptions,
): Promise<JobsResult> {
  const { secret, postgres } = installation;
  const { url } = await newDatabase(installation, `jobs_${name}`);
  const redis = name === "redis" ? await startRedis() : undefined;
  const log = createLog({ level: "warn" });
  const open = (role: string, maxConnections: number) =>
    openDatabase({ url, role, password: rolePassword(secret, role), maxConnections, log });
  const [db, rooms] = [open("bulkhead_worker", 12), open("bulkhead_data", 8)];
  const began = new Map<string, number>();
  const kind = defineJob({
    name: "bench.small",
    permissions: [],
    async run({ jobId }) {
      began.set(jobId, performance.now());
      return "done";
    },
  });
  const backend = openQueueBackend({ url, secret, redisUrl: redis?.url, concurrency: CONCURRENCY, log });
  const tenantStatus = async () => "ACTIVE";
  const workers = createWorkers({ db, backend, kinds: [kind], tenantStatus, log, concurrency: CONCURRENCY });
  const relay = createRelay({ db, log, consumers: workers.consumers, instance: "bench" });
  try {
    await workers.start();
    relay.start();
    return {
      backend: name,
      pickUpMs: await measurePickUps(rooms, began, options.pickUps),
      perSecond: await measureRate(rooms, began, options.jobs),
      idle: await measureIdle(postgres.pid, options.idleMs),
    };
  } finally {
    await relay.stop();
    await workers.stop();
    await backend.close();
    await Promise.all([db.pool.end(), rooms.pool.end()]);
    await redis?.stop();
  }
}

async function enqueue(rooms: Database, tenantId: string): Promise<string> {
  const ctx = { principal: platformPrincipal(tenantId), requestId: "req_bench", clientAddress: null };
  const [[made]] = (await flushAsTenant(rooms, tenantId, [
    enqueueJob(ctx, tenantId, { kind: "bench.small", payload: {} }),
  ])) as [[EnqueuedJob]];
  return made.id;
}

async function measurePickUps(rooms: Database, began: Map<string, number>, pickUps: number): Promise<number[]> {
  const waits: number[] = [];
  for (let n = 0; n < pickUps + WARM_UP_JOBS; n++) {
    const id = await enqueue(rooms, newUuid());
    const committed = performance.now();
    while (!began.has(id)) await wait(1);
    if (n >= WARM_UP_JOBS) waits.push((began.get(id) ?? 0) - committed);
  }
  return waits.sort((a, b) => a - b);
}

async function measureRate(rooms: Database, began: Map<string, number>, jobs: number): Promise<number> {
  began.clear();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: TENANTS }, async () => {
      const tenantId = newUuid();
      for (let n = 0; n < jobs / TENANTS; n++) await enqueue(rooms, tenantId);
    }),
  );
  while (began.size < jobs) await wait(5);
  return (jobs / (performance.now() - start)) * 1_000;
}

async function measureIdle(postgresPid: number, idleMs: number): Promise<JobsResult["idle"]> {
  await wait(3_000);
  const before = { node: process.cpuUsage(), postgres: treeCpuMicroseconds(postgresPid) };
  await wait(idleMs);
  const node = process.cpuUsage(before.node);
  const share = (microseconds: number) => microseconds / 1_000 / idleMs;
  return {
    node: share(node.user + node.system),
    postgres: share(treeCpuMicroseconds(postgresPid) - before.postgres),
  };
}

export function printJobs(results: readonly JobsResult[], { pickUps, jobs }: JobsSize): void {
  const rows = results.map(({ backend, pickUpMs, perSecond, idle }) => {
    const at = (share: number) => (pickUpMs[Math.floor(pickUpMs.length * share)] ?? Number.NaN).toFixed(1);
    const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
    const title = backend === "postgres" ? "PostgreSQL" : "Redis";
    return [title, at(0.5), at(0.99), perSecond.toFixed(0), percent(idle.node), percent(idle.postgres)];
  });
  const heading = ["queue in", "pick-up p50 ms", "p99 ms", "jobs/s", "idle, of a core", "its PostgreSQL"];
  console.log(
    `\nJobs: commit to first line, ${pickUps} one at a time; ${jobs} empty jobs of ${TENANTS} tenants, ${CONCURRENCY} at a time\n\n${formatTable([heading, ...rows])}`,
  );
}
