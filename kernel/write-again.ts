import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "./error.ts";

/** Why a transaction has not happened: it took too long; it met others; somebody else came first. */
export type Reason = "late" | "crossed" | "overtaken";

/** A transaction that certainly has not happened, and may be run again. */
export class NotWritten extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, options: { cause: unknown }) {
    super("a transaction was rolled back and may be run again", options);
    this.reason = reason;
  }
}

/**
 * How long it is tried again, in milliseconds since the first try failed: on a machine that gives this process no time,
 * most tries are late, and yet nearly every caller has its answer by then. What cannot be done in 50 ms at all is refused.
 */
const AGAIN_MS = 2_000;
/** At least so often, where one try takes as long as all of that: it waits for a connection, or before it writes. */
const LEAST_TRIES = 3;
/** Mean of the first pause; each further one is twice as long, up to the longest. */
const PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 160;

/** Runs a transaction until it has happened, but not for ever. `run` rejects with NotWritten when it has not. */
export async function runAgain<T>(run: () => Promise<T>): Promise<T> {
  let until: number | undefined;
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof NotWritten)) throw error;
      until ??= performance.now() + AGAIN_MS;
      if (tries >= LEAST_TRIES && performance.now() > until) throw tooBusy(error);
    }
    // Half of it at random, so that those who met do not meet again.
    await sleep(Math.min(PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS) * (0.5 + Math.random()));
  }
}

function tooBusy(cause: NotWritten): AppError {
  const message = "The platform is too busy to make this change in time. Nothing was changed. Try again in a moment.";
  return new AppError("UNAVAILABLE", message, { extensions: { retryAfter: 1 }, cause });
}

/** Whether a transaction was given up because it was late each time: with half as much to do it may be in time. */
export function wasLate(error: unknown): boolean {
  return error instanceof AppError && error.cause instanceof NotWritten && error.cause.reason === "late";
}
