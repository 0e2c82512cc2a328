import type { Log } from "./log.ts";
import { WRITE_MS } from "./write-bound.ts";

/** From here on it is worth a warning, for subscribers notice. */
const WARN_BOUNDS = 10;

/** A transaction that wrote. */
export interface Written {
  /** From the first statement that writes or locks a row until the answer to COMMIT. */
  ms: number;
  /** How often it was waited for an answer in that time; 1 where all of it went along with the COMMIT. */
  trips: number;
  /** Name of that first statement, if it has one. */
  first: string;
}

/**
 * How long transactions held back what was committed after them: from the first statement that writes until the answer to
 * COMMIT, as this process saw it. The server's own view, which the bound is about, is shorter.
 */
export interface WriteTimes {
  count: number;
  /** Of these, longer than the bound. */
  slow: number;
  longestMs: number;
  /** Ended by the server because they were late; those that then succeeded, when run again, are in `count` too. */
  ended: number;
  note(one: Written): void;
  noteEnded(): void;
}

export function createWriteTimes(role: string, log: Log, boundMs: number = WRITE_MS): WriteTimes {
  const times: WriteTimes = {
    count: 0,
    slow: 0,
    longestMs: 0,
    ended: 0,
    note({ ms, trips, first }) {
      times.count += 1;
      if (ms > times.longestMs) times.longestMs = ms;
      if (ms <= boundMs) return;
      times.slow += 1;
      const level = ms > WARN_BOUNDS * boundMs ? "warn" : "debug";
      log[level]({ role, ms: Math.round(ms), trips, first }, "a writing transaction was open for long");
    },
    noteEnded() {
      times.ended += 1;
      log.debug({ role }, "a writing transaction was ended because it was late");
    },
  };
  return times;
}
