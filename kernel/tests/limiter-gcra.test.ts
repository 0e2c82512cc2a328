import { spent, tokensLeft, waitFor } from "@bulkhead/kernel/limiter-gcra.ts";
import { expect, test } from "vitest";

/** Numbers that are the same on every run (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The bucket as the books draw it, in whole thousandths of a token, so that nothing is ever rounded. */
function bucketOf(perSecond: number, burst: number) {
  let level = burst * 1_000;
  let last = 0;
  return {
    take(nowMs: number, cost: number): boolean {
      level = Math.min(burst * 1_000, level + (nowMs - last) * perSecond);
      last = nowMs;
      if (level < cost * 1_000) return false;
      level -= cost * 1_000;
      return true;
    },
    left: () => Math.floor(level / 1_000),
  };
}

function gcraOf(perSecond: number, burst: number) {
  const interval = 1_000 / perSecond;
  let tat = 0;
  let last = 0;
  return {
    take(nowMs: number, cost: number): number {
      last = nowMs;
      const next = spent(tat, nowMs, cost * interval);
      const wait = waitFor(next, nowMs, burst * interval);
      if (wait === 0) tat = next;
      return wait;
    },
    left: () => tokensLeft(tat, last, interval, burst * interval),
  };
}

test("admits exactly what a token bucket admits, over 200 policies and 400 arrivals each", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seeded(seed);
    const perSecond = 1 + random(seed % 2 ? 20 : 5_000);
    const burst = 1 + random(seed % 3 ? 10 : 1_000);
    const bucket = bucketOf(perSecond, burst);
    const gcra = gcraOf(perSecond, burst);
    let now = 0;
    for (let arrival = 0; arrival < 400; arrival++) {
      now += random(4) === 0 ? random(3 * Math.ceil(1_000 / perSecond)) : random(3);
      const cost = Math.min(burst, 1 + random(3));
      const expected = { seed, arrival, admitted: bucket.take(now, cost), left: bucket.left() };
      expect({ seed, arrival, admitted: gcra.take(now, cost) === 0, left: gcra.left() }).toEqual(expected);
    }
  }
});

test("the wait it names is enough, and a thousandth less is not", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seeded(seed);
    const perSecond = 1 + random(2_000);
    const burst = 1 + random(50);
    const gcra = gcraOf(perSecond, burst);
    let now = 1_000 + random(1_000_000);
    let wait = 0;
    while (wait === 0) wait = gcra.take(now, 1);
    expect(gcra.take(now + wait * 0.999 - 0.002, 1)).toBeGreaterThan(0);
    now += wait;
    expect({ seed, wait: gcra.take(now, 1) }).toEqual({ seed, wait: 0 });
    expect(gcra.take(now, 1)).toBeGreaterThan(0);
  }
});
