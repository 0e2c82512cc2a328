import type { JobKind } from "@bulkhead/kernel/job-kind.ts";
import { createJobQueue } from "@bulkhead/kernel/job-queue.ts";
import { createWorkers, type Workers, type WorkersOptions } from "@bulkhead/kernel/job-workers.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import type { TestPlatform } from "./database.ts";

export interface TestWorkersOptions extends Partial<Omit<WorkersOptions, "kinds" | "backend">> {
  /** PostgreSQL without it. */
  redisUrl?: string | undefined;
  /** What the outbox says reaches these workers; otherwise they have only the ledger and the queue to go by. */
  deaf?: boolean;
}

export interface TestWorkers extends Pick<Workers, "stop" | "reconcile"> {
  /** Notes in the queue that no worker has taken. */
  waiting(): Promise<number>;
}

/** Workers as a process of the role `worker` has them, with the events of the outbox handed to them one by one. */
export async function startTestWorkers(
  { url, secret, databases, feed, log }: TestPlatform,
  kinds: readonly JobKind[],
  options: TestWorkersOptions = {},
): Promise<TestWorkers> {
  const { redisUrl, deaf = false, ...rest } = options;
  const backend = openQueueBackend({ url, secret, redisUrl, concurrency: rest.concurrency ?? 2, log });
  const tenantStatus = async () => "ACTIVE";
  const workers = createWorkers({ db: databases.worker, backend, kinds, tenantStatus, log, ...rest });
  const queue = createJobQueue({ backend, concurrency: 1, onNote: async () => {}, log });
  const signal = new AbortController();
  const handed = new Map<string, Promise<void>>();
  const unlisten = feed.listen((event) => {
    if (deaf) return;
    for (const consumer of workers.consumers) {
      if (!consumer.types.includes(event.type)) continue;
      const before = handed.get(consumer.name) ?? Promise.resolve();
      // A refusal is the relay's to retry; here the reconciler makes up for it.
      handed.set(
        consumer.name,
        before.then(() => consumer.handle([event], signal.signal)).catch(() => {}),
      );
    }
  });
  await workers.start();
  let stopped: Promise<void> | undefined;
  async function stop(graceMs?: number): Promise<void> {
    unlisten();
    signal.abort();
    await workers.stop(graceMs);
    await Promise.all(handed.values());
    await queue.close();
    await backend.close();
  }
  return {
    reconcile: workers.reconcile,
    waiting: queue.count,
    stop: (graceMs) => {
      stopped ??= stop(graceMs);
      return stopped;
    },
  };
}
