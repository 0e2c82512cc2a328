import type { Database } from "./database.ts";
import type { Dispatcher } from "./job-dispatch.ts";
import { type JobEvent, tidyUp } from "./job-endings.ts";
import type { JobKind } from "./job-kind.ts";

/** What the relay hands outbox events to: at least once, in commit order per tenant. */
export interface JobConsumer {
  name: string;
  types: readonly string[];
  handle(events: readonly JobEvent[], signal: AbortSignal): Promise<void>;
}

/**
 * Two, so that a kind that fails to tidy up behind one job does not hold up its tenant's other jobs. Missing an event
 * costs seconds and no more: the reconciler finds the same work in the ledger.
 */
export function jobConsumers(
  db: Database,
  kinds: ReadonlyMap<string, JobKind>,
  dispatcher: Dispatcher,
): readonly JobConsumer[] {
  return [
    {
      name: "jobs",
      types: ["job.created", "job.retried", "tenant.resumed"],
      async handle(events, signal) {
        for (const tenantId of new Set(events.map((event) => event.tenantId))) {
          signal.throwIfAborted();
          await dispatcher.dispatch(tenantId);
        }
      },
    },
    {
      name: "job-endings",
      types: ["job.cancelled", "job.finished"],
      async handle(events, signal) {
        for (const event of events) {
          signal.throwIfAborted();
          await tidyUp(db, kinds, event);
        }
      },
    },
  ];
}
