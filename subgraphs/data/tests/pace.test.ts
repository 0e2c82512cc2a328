import { expect, test } from "vitest";
import { NO_PACE, paceOf } from "../src/transfers/pace.ts";

const from = "2026-01-01T00:00:00.000Z";
const to = "2026-01-01T00:00:10.000Z";

test("what has been done in a time says how fast it is, and when the rest is done", () => {
  const half = { from, to, count: 500, shares: { from: 0.25, to: 0.5 } };
  expect(paceOf(half)).toEqual({ perSecond: 50, expectedEndAt: "2026-01-01T00:00:30.000Z" });
  expect(paceOf({ ...half, shares: { from: 0, to: 1 } }).expectedEndAt).toBe(to);
});

test("nobody knows when it ends of whom nobody knows the whole, or who takes until the next era", () => {
  expect(paceOf({ from, to, count: 500, shares: null })).toEqual({ perSecond: 50, expectedEndAt: null });
  for (const reached of [0.25, 0.25 + 1e-12])
    expect(paceOf({ from, to, count: 1, shares: { from: 0.25, to: reached } }).expectedEndAt).toBeNull();
});

test("nothing is said of nothing: before it began, without time, and where it begins again", () => {
  const some = { from, to, count: 1, shares: null };
  for (const none of [{ from: null }, { to: null }, { to: from }, { count: 0 }, { count: -5 }])
    expect(paceOf({ ...some, ...none })).toEqual(NO_PACE);
});
