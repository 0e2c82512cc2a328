/** How many moments are remembered while the horizon stands; older ones are thinned out, never the newest. */
const MOST_SAMPLES = 256;

export interface Freshness {
  /** From here on it is counted. */
  begin(at: number): void;
  /**
   * Notes that at `at` every transaction that was over lay below `next`, and every one below `horizon` was over. Answers
   * the newest noted moment before which everything that was committed lies below the horizon.
   */
  note(at: number, next: bigint, horizon: bigint): number;
  /** For how long, in milliseconds, the horizon has not reached what was committed; 0 when nothing holds it back. */
  standsMs(): number;
}

/**
 * What is read below the horizon may be old although it was read just now: a transaction that stays open holds back
 * everything committed after it. So each poll notes the time and the next transaction id; once the horizon has reached
 * that id, everything committed until that time has been readable.
 */
export function createFreshness(): Freshness {
  let samples: { at: number; next: bigint }[] = [];
  let proven = Number.NEGATIVE_INFINITY;
  let notedAt = Number.NEGATIVE_INFINITY;
  return {
    begin(at) {
      proven = at;
      notedAt = at;
    },
    note(at, next, horizon) {
      notedAt = at;
      const last = samples.at(-1);
      // Nothing was committed in between, so the later moment is as good.
      if (last?.next === next) last.at = at;
      else samples.push({ at, next });
      const passed = samples.findLastIndex((sample) => sample.next <= horizon);
      if (passed >= 0) {
        proven = samples[passed]?.at ?? proven;
        samples.splice(0, passed + 1);
      }
      if (samples.length > MOST_SAMPLES)
        samples = samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1);
      return proven;
    },
    standsMs: () => Math.max(0, notedAt - proven),
  };
}
