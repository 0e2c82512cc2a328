import { createLimiter, type LimiterOptions } from "@bulkhead/kernel/limiter.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { describe, expect, test } from "vitest";

const log = createLog({ level: "silent" });

/** A limiter on a clock that the test moves. */
function limiterAt(startMs: number, options: Partial<LimiterOptions> = {}) {
  const clock = { now: startMs };
  return { clock, limiter: createLimiter({ log, now: () => clock.now, ...options }) };
}

describe("a budget", () => {
  test("gives its burst at once, to the last token, and then nothing", () => {
    const { limiter } = limiterAt(5_000);
    const budget = limiter.budget({ name: "key", perSecond: 10, burst: 5 });
    expect(Array.from({ length: 5 }, () => budget.take("a"))).toEqual([4, 3, 2, 1, 0]);
    expect(budget.take("a")).toBe(-100);
  });

  test("gives its rate for ever, and not one more in any second", () => {
    const { clock, limiter } = limiterAt(0);
    const budget = limiter.budget({ name: "key", perSecond: 7, burst: 3 });
    let admitted = 0;
    for (; clock.now <= 60_000; clock.now++) if (budget.take("a") >= 0) admitted++;
    expect(admitted).toBe(3 + 7 * 60);
  });

  test("takes nothing for a refusal: who asks too often is not punished for it", () => {
    const { clock, limiter } = limiterAt(0);
    const budget = limiter.budget({ name: "key", perSecond: 1, burst: 1 });
    budget.take("a");
    for (; clock.now < 1_000; clock.now++) expect(budget.take("a")).toBe(-(1_000 - clock.now));
    expect(budget.take("a")).toBe(0);
  });

  test("gives nothing back and saves up nothing beyond its burst", () => {
    const { clock, limiter } = limiterAt(0);
    const budget = limiter.budget({ name: "key", perSecond: 1, burst: 2 });
    clock.now = 1_000_000;
    expect([budget.take("a"), budget.take("a"), budget.take("a")]).toEqual([1, 0, -1_000]);
  });

  test("takes a cost as a whole or not at all, and a cost above the burst as the burst", () => {
    const { limiter } = limiterAt(0);
    const budget = limiter.budget({ name: "key", perSecond: 1, burst: 10 });
    expect(budget.take("a", 7)).toBe(3);
    expect(budget.take("a", 4)).toBe(-1_000);
    expect(budget.take("a", 3)).toBe(0);
    expect(budget.take("b", 500)).toBe(0);
  });

  test("keeps keys apart", () => {
    const { limiter } = limiterAt(0);
    const budget = limiter.budget({ name: "key", perSecond: 1, burst: 1 });
    expect([budget.take("a"), budget.take("b"), budget.take("a")]).toEqual([0, 0, -1_000]);
  });
});

describe("a token kept back", () => {
  test("counts as spent until it is settled, and is free when it turns out so", () => {
    const { limiter } = limiterAt(0);
    const budget = limiter.budget({ name: "address", perSecond: 1, burst: 2 });
    const first = budget.hold("a");
    const second = budget.hold("a");
    expect([first.wait, second.wait, budget.hold("a").wait]).toEqual([0, 0, 1_000]);
    expect(budget.take("a")).toBe(-1_000);
    first.settle(false);
    expect(budget.take("a")).toBe(0);
    second.settle(true);
    expect(budget.hold("a").wait).toBe(1_000);
  });
});

describe("memory", () => {
  test("stays bounded under a flood of new keys, and a spent key stays spent", () => {
    const { clock, limiter } = limiterAt(0, { maxAccounts: 1_000 });
    const budget = limiter.budget({ name: "address", perSecond: 10, burst: 100 });
    for (let n = 0; n < 100; n++) budget.take("spent");
    for (let n = 0; n < 100_000; n++) {
      // 5,000 new keys a second, each full again after 100 ms: never more than 500 that anything is known of.
      clock.now += 0.2;
      budget.take(`flood ${n}`);
      if (n % 500 === 0) while (budget.take("spent") >= 0);
      expect(budget.take("spent")).toBeLessThan(100);
    }
    expect(budget.size()).toBeLessThanOrEqual(1_000);
    while (budget.take("spent") >= 0);
    expect(budget.take("spent")).toBeLessThan(0);
  });

  test("when every account is in use, newcomers share one, and nobody who was there gets a fresh one", () => {
    const { limiter } = limiterAt(0, { maxAccounts: 100 });
    const budget = limiter.budget({ name: "address", perSecond: 1, burst: 3 });
    for (let n = 0; n < 100; n++) for (let token = 0; token < 3; token++) budget.take(`known ${n}`);
    const newcomers = Array.from({ length: 1_000 }, (_, n) => budget.take(`new ${n}`));
    expect(newcomers.filter((left) => left >= 0)).toHaveLength(3);
    expect(budget.size()).toBe(100);
    for (let n = 0; n < 100; n++) expect(budget.take(`known ${n}`)).toBe(-1_000);
  });

  test("makes room as soon as accounts are full again", () => {
    const { clock, limiter } = limiterAt(0, { maxAccounts: 100 });
    const budget = limiter.budget({ name: "address", perSecond: 1, burst: 3 });
    for (let n = 0; n < 200; n++) budget.take(`known ${n}`);
    clock.now = 4_000;
    for (let n = 0; n < 50; n++) expect(budget.take(`new ${n}`)).toBe(2);
  });
});

test.each([
  [{ name: "key", perSecond: 0, burst: 1 }, /tokens per second: below 1 it refuses everything/],
  [{ name: "key", perSecond: 1, burst: 0 }, /burst: below 1 it refuses everything/],
  [{ name: "key", perSecond: 100_001, burst: 1 }, /above 100000 it limits nothing/],
  [{ name: "key", perSecond: 1, burst: 1e15 }, /above 100000 it limits nothing/],
  [{ name: "key", perSecond: 0.5, burst: 1 }, /whole number/],
  [{ name: "key", perSecond: Number.POSITIVE_INFINITY, burst: 1 }, /whole number/],
  [{ name: "key", perSecond: 1, burst: Number.NaN }, /whole number/],
  [{ name: 'k"y', perSecond: 1, burst: 1 }, /lower-case letters/],
])("an unbounded policy %j is refused with the reason", (policy, reason) => {
  expect(() => limiterAt(0).limiter.budget(policy)).toThrow(reason);
});
