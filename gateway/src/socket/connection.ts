import type { Supergraph } from "../edge.ts";
import type { Arrival, Passage } from "../passage.ts";

/** A subscription that runs on a connection. */
export interface RunningSubscription {
  /** As it was let in: its document and variables. */
  opened: Passage;
  /** The supergraph that its document was looked at with. */
  openedOn: Supergraph;
  /** Ends it with an error, also while it waits for its next event. */
  end(error: unknown): void;
}

/** What one connection carries: a WebSocket with its operations, or a stream of server-sent events with one. */
export interface Connection {
  arrival: Arrival;
  /** The tenant it counts for, once known. */
  tenantId: string | undefined;
  subscriptions: Set<RunningSubscription>;
  /** Since when nobody knows whether it may still be here, on the clock of `performance.now()`. */
  doubtedSince: number | undefined;
  /** Closes it when its access token expires; nobody is asked for that. */
  expiry: NodeJS.Timeout | undefined;
  /** Whether an operation runs that ends by itself. */
  isBusy(): boolean;
  /** Ends it; what its transport has no codes for says only that it ended, and why. */
  close(code: number, reason: string): void;
  /** Shows the other end that this one lives, and ends what has stopped answering. */
  beat(): void;
}
