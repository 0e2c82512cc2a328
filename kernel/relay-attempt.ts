import { AppError } from "./error.ts";
import { redact } from "./log.ts";
import type { FeedEvent } from "./outbox-page.ts";
import type { Consumer } from "./relay-consumer.ts";

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

/**
 * Hands events to a consumer and waits no longer than `limitMs`, whether or not the consumer obeys its signal. Throws
 * what the consumer threw, or the reason of `stop`.
 */
export async function attempt(
  consumer: Consumer,
  events: readonly FeedEvent[],
  limitMs: number,
  stop: AbortSignal,
): Promise<void> {
  stop.throwIfAborted();
  const ended = new AbortController();
  const late = new Error(`the consumer did not answer within ${limitMs} ms`);
  const timer = setTimeout(() => ended.abort(late), limitMs);
  const onStop = () => ended.abort(stop.reason);
  stop.addEventListener("abort", onStop);
  try {
    await Promise.race([
      consumer.handle(events, ended.signal),
      new Promise<never>((_, reject) => {
        ended.signal.addEventListener("abort", () => reject(ended.signal.reason as Error));
      }),
    ]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", onStop);
  }
}

/** The pause before the next attempt, in milliseconds: doubles up to half a minute, less a random part up to one half. */
export function retryPause(attempts: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20));
  return full * (1 - random() / 2);
}

/** What may be kept and shown of a fault: its first line without secrets, 300 characters at most. */
export function faultText(error: unknown): string {
  if (error instanceof AppError) return `${error.code}: ${error.message}`.slice(0, 300);
  // PostgreSQL quotes values in its messages.
  if (error instanceof Error && "severity" in error && "code" in error) return `SQLSTATE ${String(error.code)}`;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return redact(text.split("\n", 1)[0] ?? "").slice(0, 300);
}

/** The events of each tenant, still in order. */
export function byTenant<E extends FeedEvent>(events: readonly E[]): Map<string, E[]> {
  return Map.groupBy(events, ({ tenantId }) => tenantId);
}
