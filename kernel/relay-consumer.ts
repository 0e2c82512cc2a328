import type { FeedEvent } from "./outbox-page.ts";

/** Something that must learn of every event: webhooks, background jobs, projections. */
export interface Consumer {
  /** Names its position for good: 1 to 60 characters. */
  name: string;
  /** Event types of schema/events.json, or all of them. */
  types: readonly string[] | "all";
  /**
   * Takes events, up to 100, in commit order within each tenant; resolves once all are safe with the consumer. Anything
   * thrown means that none was taken. The same events come again after a failure, a crash or a change of leader, so it
   * must know by (xid, id) what it has had. It may be called again for other tenants before it has resolved, never for the
   * same one. `signal` ends the attempt: the leader stops, was deposed, or the time is up.
   */
  handle(events: readonly FeedEvent[], signal: AbortSignal): Promise<void>;
}

export function wantedTypes({ types }: Consumer): string[] | null {
  return types === "all" ? null : [...types];
}
