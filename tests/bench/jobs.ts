import { readdirSync, readFileSync } from "node:fs";
import { createDatabase, startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { flushAsTenant, openDatabase } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { type EnqueuedJob, enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { defineJob } from "@bulkhead/kernel/job-kind.ts";
import { createWorkers } from "@bulkhead/kernel/job-workers.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { migrate } from "@bulkhead/kernel/migrate.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { prepareQueue } from "@bulkhead/kernel/queue-prepare.ts";
import { createRelay } from "@bulkhead/kernel/relay.ts";
import { migrationFolders } from "@bulkhead/server/migrations.ts";
import { startRedis } from "../testkit/redis.ts";

/**
 * `node tests/bench/jobs.ts`: how soon a job begins after its transaction has committed, through relay, queue and ledger;
 * how many small jobs a process does in a second; and what a process that waits for jobs costs.
 */
const SECRET = "a secret for measurements that protects nothing";
const PICK_UPS = 200;
const JOBS = 1_000;
const TENANTS = 20;
const IDLE_MS = 10_000;

const postgres = await startDisposablePostgres();
for (const backend of ["postgres", "redis"] as const) await measure(backend);
await postgres.stop();

async function measure(name: "postgres" | "redis"): Promise<void> {
  const url = await createDatabase(postgres.url, `bench_${name}`);
  await migrate(url, SECRET, migrationFolders);
  await prepareQueue(url, SECRET);
  const redis = name === "redis" ? await startRedis() : undefined;
  const log = createLog({ level: "warn" });
  const open = (role: string, maxConnections: number) =>
    openDatabase({ url, role, password: rolePassword(SECRET, role), maxConnections, log });
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
  const backend = openQueueBackend({ url, secret: SECRET, redisUrl: redis?.url, concurrency: 4, log });
  const tenantStatus = async () => "ACTIVE";
  const workers = createWorkers({ db, backend, kinds: [kind], tenantStatus, log, concurrency: 4 });
  const relay = createRelay({ db, log, consumers: workers.consumers, instance: "bench" });
  await workers.start();
  relay.start();

  const enqueue = async (tenantId: string): Promise<string> => {
    const ctx = { principal: platformPrincipal(tenantId), requestId: "req_bench", clientAddress: null };
    const [[made]] = (await flushAsTenant(rooms, tenantId, [
      enqueueJob(ctx, tenantId, { kind: "bench.small", payload: {} }),
    ])) as [[EnqueuedJob]];
    return made.id;
  };
  const waits: number[] = [];
  for (let n = 0; n < PICK_UPS + 20; n++) {
    const id = await enqueue(newUuid());
    const committed = performance.now();
    while (!began.has(id)) await new Promise((resolve) => setTimeout(resolve, 1));
    if (n >= 20) waits.push((began.get(id) ?? 0) - committed);
  }
  waits.sort((a, b) => a - b);
  const at = (share: number) => (waits[Math.floor(waits.length * share)] ?? 0).toFixed(1);
  console.log(`${name}: pick-up after commit p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (${PICK_UPS} jobs, one at a time)`);

  began.clear();
  const start = performance.now();
  const tenants = Array.from({ length: TENANTS }, () => newUuid());
  await Promise.all(
    tenants.map(async (tenantId) => {
      for (let n = 0; n < JOBS / TENANTS; n++) await enqueue(tenantId);
    }),
  );
  while (began.size < JOBS) await new Promise((resolve) => setTimeout(resolve, 5));
  const rate = (JOBS / (performance.now() - start)) * 1_000;
  console.log(
    `${name}: ${rate.toFixed(0)} jobs/s, enqueued and done (${JOBS} empty jobs of ${TENANTS} tenants, 4 at a time)`,
  );

  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const before = { node: process.cpuUsage(), postgres: postgresCpu() };
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const node = process.cpuUsage(before.node);
  const share = (ms: number) => `${((ms / IDLE_MS) * 100).toFixed(2)} %`;
  const own = share((node.user + node.system) / 1_000);
  console.log(
    `${name}: idle, relay and jobs together, ${own} of a core in Node, ${share(postgresCpu() - before.postgres)} in PostgreSQL`,
  );
  await relay.stop();
  await workers.stop();
  await backend.close();
  await Promise.all([db.pool.end(), rooms.pool.end()]);
  await redis?.stop();
}

/** CPU time in ms of the server and its living backends, from /proc/<pid>/stat: fields 14 and 15, in ticks of 10 ms. */
function postgresCpu(): number {
  let ms = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const stat = tryRead(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(fields[1]) === postgres.pid) ms += (Number(fields[11]) + Number(fields[12])) * 10;
  }
  return ms;
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
