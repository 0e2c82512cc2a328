import type { SizedEvent } from "./outbox-page.ts";

/** What may wait in memory for a consumer. With more it reads on from the table, at its own pace. */
const MOST_EVENTS = 1_000;
const MOST_BYTES = 8_000_000;

export interface EventQueue {
  /** False, and empty, when it would have become too large. */
  push(events: readonly SizedEvent[]): boolean;
  take(count: number): SizedEvent[];
  first(): SizedEvent | undefined;
}

export function createEventQueue(): EventQueue {
  let events: SizedEvent[] = [];
  let bytes = 0;
  return {
    push(more) {
      for (const event of more) {
        events.push(event);
        bytes += event.bytes;
      }
      if (events.length <= MOST_EVENTS && bytes <= MOST_BYTES) return true;
      events = [];
      bytes = 0;
      return false;
    },
    take(count) {
      const taken = events.splice(0, count);
      for (const event of taken) bytes -= event.bytes;
      return taken;
    },
    first: () => events[0],
  };
}
