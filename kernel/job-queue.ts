import { type IQueueBackend, type Job, Queue, Worker } from "bullmq";
import { describeFault } from "./database.ts";
import type { JobNote } from "./job-backlog.ts";
import type { Log } from "./log.ts";
import type { QueueBackend } from "./queue-backend.ts";

/** The queue as a doorbell: it holds notes that there is work, first in, first out. */
export interface JobQueue {
  start(): Promise<void>;
  /** Adding a note twice leaves one. Rejects when the queue does not answer; then the reconciler adds it later. */
  add(notes: readonly JobNote[]): Promise<void>;
  /** Notes that no worker has taken. */
  count(): Promise<number>;
  /** Takes no more notes, and resolves when those taken have been dealt with. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface JobQueueOptions {
  backend: QueueBackend;
  concurrency: number;
  /** Must not reject. The note is as found: anybody who can write to the queue may have written it. */
  onNote(note: unknown): Promise<void>;
  log: Log;
}

const NAME = "jobs";
const DEADLINE_MS = 5_000;
const AT_ONCE = 8;

/**
 * Times of BullMQ in ms. A worker that dies takes its note with it until the lock has run out; the job itself comes back
 * by its lease, with a new note (kernel/job-reconcile.ts), so these need not be short. Stalled notes are void by then.
 */
export const CONSUMER_TIMES = {
  lockDuration: 20_000,
  stalledInterval: 15_000,
  maxStalledCount: 1_000,
  runRetryDelay: 500,
  drainDelay: 5,
};

export function createJobQueue({ backend, concurrency, onNote, log }: JobQueueOptions): JobQueue {
  const onError = (error: Error) => log.warn({ detail: describeFault(error) }, "the queue does not answer");
  const queue = new Queue(NAME, { ...backend.producer }, backend.factory);
  queue.on("error", onError);
  let worker: Worker<unknown, void, string, IQueueBackend> | undefined;
  return {
    async start() {
      const options = { ...backend.consumer, ...CONSUMER_TIMES, concurrency, autorun: false };
      const consume = async ({ data }: Job<unknown>) => onNote(data);
      worker = new Worker(NAME, consume, options, backend.factory);
      worker.on("error", onError);
      void worker.run().catch(onError);
    },
    async add(notes) {
      // One by one: adding in bulk makes temporary tables, for which the queue's role has no right, on purpose.
      for (let at = 0; at < notes.length; at += AT_ONCE) {
        const adding = notes
          .slice(at, at + AT_ONCE)
          .map((note) => queue.add(NAME, note, { ...ONCE, jobId: noteId(note) }));
        await within(DEADLINE_MS, Promise.all(adding));
      }
    },
    async count() {
      const counts = await within(DEADLINE_MS, queue.getJobCounts("waiting", "prioritized", "delayed"));
      return Object.values(counts).reduce((sum, one) => sum + one, 0);
    },
    async stop() {
      await worker?.close();
    },
    async close() {
      await queue.close();
    },
  };
}

/** The ledger keeps what is worth keeping. */
const ONCE = { removeOnComplete: true, removeOnFail: true };

function noteId({ jobId, fence }: JobNote): string {
  return `${jobId}-${fence}`;
}

/** Rejects when the queue has not answered in time: a client may wait for its server for ever. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the queue did not answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
