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

/** After the first try. */
const TRIES = 3;
/** Mean of the first pause; each further one is four times as long. */
const PAUSE_MS = 10;

/** Tries that may be spent at once, and what a success gives back: when most fail, trying again makes it worse. */
const MOST_TRIES = 20;
const EARNED = 0.1;

/** How often transactions of a pool may be run again. */
export interface Patience {
  tries: number;
}

export function createPatience(): Patience {
  return { tries: MOST_TRIES };
}

/** Runs a transaction until it has happened, but only a few times. `run` rejects with NotWritten when it has not. */
export async function runAgain<T>(patience: Patience | undefined, run: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await run();
      if (patience) patience.tries = Math.min(MOST_TRIES, patience.tries + EARNED);
      return answer;
    } catch (error) {
      if (!(error instanceof NotWritten)) throw error;
      if (tries === TRIES || (patience && patience.tries < 1)) throw tooBusy(error);
      if (patience) patience.tries -= 1;
    }
    // Half of it at random, so that those who met do not meet again.
    await sleep(PAUSE_MS * 4 ** tries * (0.5 + Math.random()));
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
