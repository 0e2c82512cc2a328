import { type IQueueBackend, type Job, Queue, Worker } from "bullmq";
import { describeFault } from "./database.ts";
import { CONSUMER_TIMES, within } from "./job-queue.ts";
import type { Log } from "./log.ts";
import type { QueueBackend } from "./queue-backend.ts";

/** Work of the platform itself that comes round: sweeps, checks. Belongs to no tenant. */
export interface Schedule {
  name: string;
  /** Time between ticks in ms. */
  everyMs: number;
  /** Bears being missed and being run twice; a fault is logged, and the next tick comes all the same. */
  run(signal: AbortSignal): Promise<void>;
}

export interface Scheduler {
  start(): Promise<void>;
  /** Puts the schedules back if the queue has lost them. */
  restore(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface SchedulerOptions {
  backend: QueueBackend;
  schedules: readonly Schedule[];
  log: Log;
}

const NAME = "schedules";
const DEADLINE_MS = 5_000;

/** Each tick runs once in an installation, in whichever process takes it; a queue of its own, so that no job delays it. */
export function scheduleJobs({ backend, schedules, log }: SchedulerOptions): Scheduler {
  const onError = (error: Error) => log.warn({ detail: describeFault(error) }, "the queue does not answer");
  const known = new Map(schedules.map((schedule) => [schedule.name, schedule]));
  const queue = new Queue(NAME, { ...backend.producer }, backend.factory);
  queue.on("error", onError);
  const stopping = new AbortController();
  let worker: Worker<unknown, void, string, IQueueBackend> | undefined;

  async function tick({ name }: Job<unknown>): Promise<void> {
    const schedule = known.get(name);
    // A schedule of another version of this code: its own processes take the next tick.
    if (!schedule) return;
    try {
      await schedule.run(stopping.signal);
    } catch (error) {
      log.error({ schedule: name, detail: describeFault(error) }, "scheduled work failed");
    }
  }

  async function restore(): Promise<void> {
    const there = await within(DEADLINE_MS, queue.getJobSchedulers());
    const periods = new Map(there.map(({ key, every }) => [key, Number(every)]));
    // Written again only when it is missing or another: writing it anew would start its period anew.
    for (const { name, everyMs } of schedules)
      if (periods.get(name) !== everyMs)
        await within(DEADLINE_MS, queue.upsertJobScheduler(name, { every: everyMs }, { name, opts: ONCE }));
  }

  return {
    async start() {
      if (schedules.length === 0) return;
      const options = { ...backend.consumer, ...CONSUMER_TIMES, concurrency: 1, autorun: false };
      worker = new Worker(NAME, tick, options, backend.factory);
      worker.on("error", onError);
      void worker.run().catch(onError);
    },
    restore,
    async stop() {
      stopping.abort();
      await worker?.close();
    },
    close: () => queue.close(),
  };
}

const ONCE = { removeOnComplete: true, removeOnFail: true };
