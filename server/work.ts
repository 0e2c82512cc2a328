import { hostname } from "node:os";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { JobKind } from "@bulkhead/kernel/job-kind.ts";
import type { Schedule } from "@bulkhead/kernel/job-schedule.ts";
import { createWorkers } from "@bulkhead/kernel/job-workers.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { createRelay } from "@bulkhead/kernel/relay.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";

export interface WorkOptions {
  /** PostgreSQL; the queue signs in as its own role. */
  url: string;
  secret: string;
  redisUrl: string | undefined;
  /** Signed in as bulkhead_worker; the second is the relay's alone. */
  db: Database;
  leaderDb: Database;
  /** For how long events are kept, in days. */
  keepDays: number;
  kinds: readonly JobKind[];
  /** What must learn of events, beside the jobs. */
  consumers: readonly Consumer[];
  schedules: readonly Schedule[];
  tenantStatus(tenantId: string): Promise<string | undefined>;
  log: Log;
}

/** What the role `worker` does: hands events to consumers, works off jobs, sweeps. */
export interface Work {
  start(): Promise<void>;
  stop(): Promise<void>;
}

const CONCURRENCY = 2;

/** Jobs that have not ended by then go on in another process. */
const GRACE_MS = 3_000;

export function createWork(options: WorkOptions): Work {
  const { url, secret, redisUrl, db, leaderDb, keepDays, kinds, consumers, schedules, tenantStatus, log } = options;
  let stop = async () => {};
  return {
    async start() {
      const backend = openQueueBackend({ url, secret, redisUrl, concurrency: CONCURRENCY, log });
      const workers = createWorkers({ db, backend, kinds, schedules, tenantStatus, log, concurrency: CONCURRENCY });
      const instance = `${hostname()}:${process.pid}`;
      const all = [...workers.consumers, ...consumers];
      const relay = createRelay({ db: leaderDb, log, consumers: all, instance, keepDays });
      stop = async () => {
        await relay.stop();
        await workers.stop(GRACE_MS);
        await backend.close();
      };
      await workers.start();
      relay.start();
    },
    stop: () => stop(),
  };
}
