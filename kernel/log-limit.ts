import type { Log } from "./log.ts";

const LINES_PER_SECOND = 20;

/**
 * Warns with a line for each call, but with no more than somebody can read: what strangers can cause must cost little.
 * The next line within the limit tells how many were left out.
 */
export function limitedWarning(log: Log, message: string): (facts: Record<string, unknown>) => void {
  let second = 0;
  let lines = 0;
  let leftOut = 0;
  return (facts) => {
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) {
      second = now;
      lines = 0;
    }
    if (++lines > LINES_PER_SECOND) leftOut++;
    else {
      log.warn({ ...facts, ...(leftOut > 0 ? { leftOut } : {}) }, message);
      leftOut = 0;
    }
  };
}
