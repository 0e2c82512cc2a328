/**
 * The generic cell rate algorithm (ITU-T I.371, virtual scheduling): a whole bucket in one number, the theoretical
 * arrival time (`tat`), at which the bucket is full again. All times and costs are in milliseconds of one clock.
 */

/** Rounding of doubles, and nothing else: a nanosecond. */
const ROUNDING = 1e-6;

/**
 * The `tat` after a spend of `cost` at `now`, whether or not the bucket has it. A bucket that has been full for long is
 * no fuller than full.
 */
export function spent(tat: number, now: number, cost: number): number {
  return Math.max(tat, now) + cost;
}

/** How long until a bucket of `capacity` could bear `tat`; 0 or less when it bears it now. */
export function waitFor(tat: number, now: number, capacity: number): number {
  const wait = tat - now - capacity;
  return wait > ROUNDING ? wait : 0;
}

/** Whole tokens of `interval` each that are left at `now`. */
export function tokensLeft(tat: number, now: number, interval: number, capacity: number): number {
  const left = (capacity - Math.max(0, tat - now) + ROUNDING) / interval;
  return left > 0 ? Math.floor(left) : 0;
}
