import type { Log } from "./log.ts";

/**
 * No writing transaction of ours should stay open longer: while it does, nobody is told of anything committed after it
 * began (docs/adr/0014).
 */
export const WRITE_MS = 50;

/** From here on it is worth a warning, for subscribers notice. */
const WARN_MS = 10 * WRITE_MS;

/** How long writing transactions were open, from the first message to the answer to COMMIT, as this process saw it. */
export interface WriteTimes {
  count: number;
  /** Of these, open for longer than WRITE_MS. */
  slow: number;
  longestMs: number;
  note(ms: number): void;
}

export function createWriteTimes(role: string, log: Log): WriteTimes {
  const times: WriteTimes = {
    count: 0,
    slow: 0,
    longestMs: 0,
    note(ms) {
      times.count += 1;
      if (ms > times.longestMs) times.longestMs = ms;
      if (ms <= WRITE_MS) return;
      times.slow += 1;
      log[ms > WARN_MS ? "warn" : "debug"]({ role, ms: Math.round(ms) }, "a writing transaction was open for long");
    },
  };
  return times;
}
