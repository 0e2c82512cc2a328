import { expect, test } from "vitest";
import { createReplayGuard, REPLAY_WINDOW } from "../internal-replay.ts";

const newGuard = (now = () => 0) => createReplayGuard({ idleMs: 70_000, now });

/** Numbers from 0 up to `below` in an order that looks random and is always the same. */
function shuffled(below: number): number[] {
  const numbers = Array.from({ length: below }, (_, index) => index);
  let seed = 42;
  for (let at = below - 1; at > 0; at--) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = seed % (at + 1);
    [numbers[at], numbers[other]] = [numbers[other] as number, numbers[at] as number];
  }
  return numbers;
}

test("each number is new once, in whatever order they come", () => {
  const guard = newGuard();
  const numbers = shuffled(20_000);
  expect(numbers.filter((one) => guard.first("a", one))).toHaveLength(20_000);
  expect(numbers.filter((one) => guard.first("a", one))).toEqual([]);
});

test("callers do not get into each other's way", () => {
  const guard = newGuard();
  expect([guard.first("a", 7), guard.first("b", 7), guard.first("a", 7)]).toEqual([true, true, false]);
});

test("as the window moves on, what left it counts as met and what is in it is still known", () => {
  const guard = newGuard();
  for (let number = 0; number < 200_000; number += 3) guard.first("a", number);
  const highest = 199_998;
  expect(guard.first("a", highest - REPLAY_WINDOW)).toBe(false);
  const within = Array.from({ length: REPLAY_WINDOW }, (_, back) => highest - back);
  expect(within.filter((number) => guard.first("a", number) === (number % 3 === 0))).toEqual([]);
});

test("a long leap forgets nothing that is still within the window", () => {
  const guard = newGuard();
  expect(guard.first("a", 5)).toBe(true);
  expect(guard.first("a", 5 + REPLAY_WINDOW - 1)).toBe(true);
  expect(guard.first("a", 5)).toBe(false);
  expect(guard.first("a", 2 ** 50)).toBe(true);
  expect(guard.first("a", 2 ** 50 - 1)).toBe(true);
  expect(guard.first("a", 2 ** 50 - 1)).toBe(false);
});

test.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, 2 ** 60])("%d is no number of a call", (number) => {
  expect(newGuard().first("a", number)).toBe(false);
});

test("callers are bounded: an idle one makes room, and while none is idle a new one is refused", () => {
  let now = 0;
  const guard = newGuard(() => now);
  for (let caller = 0; caller < 4_096; caller++) expect(guard.first(`caller ${caller}`, 1)).toBe(true);
  now = 69_000;
  expect(guard.first("caller 0", 2)).toBe(true);
  expect(guard.first("one more", 1)).toBe(false);
  now = 71_000;
  expect(guard.first("one more", 1)).toBe(true);
  expect(guard.first("caller 0", 2)).toBe(false);
});
