import { setTimeout as sleep } from "node:timers/promises";
import { type Database, describeFault } from "./database.ts";
import { type JobConsumer, jobConsumers } from "./job-consumers.ts";
import { createDispatcher } from "./job-dispatch.ts";
import type { JobKind } from "./job-kind.ts";
import { followNote } from "./job-note.ts";
import { createJobQueue } from "./job-queue.ts";
import { reconcile } from "./job-reconcile.ts";
import { type Schedule, scheduleJobs } from "./job-schedule.ts";
import { sweepJobs } from "./job-sweep.ts";
import type { Log } from "./log.ts";
import type { QueueBackend } from "./queue-backend.ts";
import { isAtWork } from "./tenant-status.ts";

export interface WorkersOptions {
  /** Signed in as bulkhead_worker, with `concurrency` + 2 connections. */
  db: Database;
  backend: QueueBackend;
  kinds: readonly JobKind[];
  /** The platform's own recurring work; the sweep of old jobs is always among it. */
  schedules?: readonly Schedule[];
  /** In a suspended tenant only jobs of kinds that run suspended go on; in one that is closed, or unknown, none. */
  tenantStatus(tenantId: string): Promise<string | undefined>;
  log: Log;
  /** Jobs at a time in this process. */
  concurrency?: number;
  /** Jobs of one tenant that are in the queue or running, in the whole installation. */
  perTenant?: number;
  /** A job not heard of for this many ms is taken to be lost with its worker; it is looked for twice as often. */
  leaseMs?: number;
}

export interface Workers {
  start(): Promise<void>;
  /**
   * Takes no more jobs, tells the running ones to stop, and waits for them, `graceMs` at most. What has not ended by then
   * comes back in another process when its lease has run out.
   */
  stop(graceMs?: number): Promise<void>;
  /** Give these to the relay. */
  consumers: readonly JobConsumer[];
  /** Makes the queue agree with the ledger now; it happens by itself every few seconds. */
  reconcile(): Promise<void>;
}

const HOUR_MS = 60 * 60_000;
const NO_KINDS: ReadonlyMap<string, JobKind> = new Map();

/** Runs background jobs in this process: takes them from the queue, checks them against the ledger, does them. */
export function createWorkers(options: WorkersOptions): Workers {
  const { db, backend, log, tenantStatus, concurrency = 2, perTenant = 2, leaseMs = 8_000 } = options;
  const kinds = new Map(options.kinds.map((kind) => [kind.name, kind]));
  const runSuspended = new Map([...kinds].filter(([, { runsSuspended }]) => runsSuspended));
  if (kinds.size < options.kinds.length) throw new Error("two kinds of job have the same name");
  const drain = new AbortController();
  const runnable = async (tenantId: string) => {
    const status = await tenantStatus(tenantId);
    if (isAtWork(status)) return kinds;
    return status === "SUSPENDED" ? runSuspended : NO_KINDS;
  };
  const queue = createJobQueue({ backend, concurrency, onNote: (note) => followNote(deps, note), log });
  const dispatcher = createDispatcher({ db, add: queue.add, kinds, runnable, perTenant, log });
  const deps = { db, log, runnable, leaseMs, draining: drain.signal, kinds, dispatcher };
  const sweep: Schedule = { name: "jobs.sweep", everyMs: HOUR_MS, run: async () => void (await sweepJobs(db)) };
  const scheduler = scheduleJobs({ backend, schedules: [sweep, ...(options.schedules ?? [])], log });
  let reconciling: Promise<unknown> = Promise.resolve();
  let from: string | undefined;

  async function reconcileNow(): Promise<void> {
    from = await reconcile({ db, queue, dispatcher, kinds, perTenant, log }, from);
    await scheduler.restore();
  }

  async function reconcileForEver(): Promise<void> {
    while (!drain.signal.aborted) {
      await reconcileNow().catch((error: unknown) =>
        log.warn({ detail: describeFault(error) }, "jobs could not be reconciled; trying again"),
      );
      const pause = (leaseMs / 2) * (0.75 + Math.random() / 2);
      await sleep(pause, undefined, { signal: drain.signal, ref: false }).catch(() => {});
    }
  }

  return {
    consumers: jobConsumers(db, kinds, dispatcher),
    reconcile: reconcileNow,
    async start() {
      for (const warning of await backend.warnings()) log.warn(warning);
      await Promise.all([queue.start(), scheduler.start()]);
      reconciling = reconcileForEver();
    },
    async stop(graceMs = 10_000) {
      // Closed first, so that nothing is taken after the signal; those taken are told to stop while it waits for them.
      const stopped = Promise.all([queue.stop(), scheduler.stop(), reconciling]);
      drain.abort();
      await Promise.race([stopped, sleep(graceMs, undefined, { ref: false })]);
      dispatcher.stop();
      await Promise.all([queue.close(), scheduler.close()]);
    },
  };
}
