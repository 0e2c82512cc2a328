import type { FeedEvent } from "./outbox-page.ts";
import { attempt, byTenant, faultText, retryPause } from "./relay-attempt.ts";
import type { Consumer } from "./relay-consumer.ts";
import type { ParkedRow } from "./relay-positions.ts";

/**
 * After a consumer failed on a batch: one tenant's events must not hold up another's, so each tenant's are tried alone.
 * Answers the tenants whose events failed, as they are to be parked.
 */
export async function isolate(
  consumer: Consumer,
  events: readonly FeedEvent[],
  error: unknown,
  handleMs: number,
  signal: AbortSignal,
): Promise<ParkedRow[]> {
  signal.throwIfAborted();
  const groups = [...byTenant(events)];
  const failed: ParkedRow[] = [];
  for (const [tenantId, own] of groups) {
    const fault = groups.length === 1 ? asFault(error) : await faultOf(attempt(consumer, own, handleMs, signal));
    signal.throwIfAborted();
    const [from] = own;
    if (fault === undefined || !from) continue;
    const nextAttemptAt = Date.now() + retryPause(1);
    failed.push({ tenantId, from, attempts: 1, nextAttemptAt, error: faultText(fault) });
  }
  return failed;
}

function faultOf(work: Promise<void>): Promise<unknown> {
  return work.then(() => undefined, asFault);
}

function asFault(error: unknown): unknown {
  return error ?? new Error("the consumer failed without a reason");
}
