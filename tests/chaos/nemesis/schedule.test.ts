import { expect, test } from "vitest";
import { createRandom } from "../../testkit/random.ts";
import { FAULTS, type ScheduleOptions, scheduleOf } from "./schedule.ts";

const APART: ScheduleOptions = { topology: "apart", long: false, only: [] };

/** The first steps with what decides their victims. */
function steps(seed: number, count: number, options: ScheduleOptions = APART) {
  const schedule = scheduleOf(createRandom(seed), options);
  return Array.from({ length: count }, () => {
    const { fault, pauseMs, lengthMs, random } = schedule.next().value;
    return { kind: fault.kind, pauseMs, lengthMs, draws: [random.next(), random.next()] };
  });
}

test("a seed gives the same faults, victims and times again, and another seed gives others", () => {
  expect(steps(42, 60)).toEqual(steps(42, 60));
  expect(steps(42, 60)).not.toEqual(steps(43, 60));
});

test("every kind of fault comes once before any comes again", () => {
  const possible = FAULTS.filter(({ topologies, lengthMs }) => topologies.includes("apart") && !lengthMs);
  const deck = steps(7, possible.length).map(({ kind }) => kind);
  expect(deck.sort()).toEqual(possible.map(({ kind }) => kind).sort());
});

test("faults that outlast the deadline come in long runs only, or when asked for", () => {
  const kinds = (options: ScheduleOptions) => new Set(steps(1, 120, options).map(({ kind }) => kind));
  expect(kinds(APART)).not.toContain("dead line to subgraph");
  expect(kinds({ ...APART, long: true })).toContain("dead line to subgraph");
  expect(kinds({ ...APART, only: ["dead line to subgraph"] })).toEqual(new Set(["dead line to subgraph"]));
});

test("a process that does not exist in a topology is not hurt there", () => {
  const kinds = steps(1, 100, { ...APART, topology: "whole" }).map(({ kind }) => kind);
  expect(kinds.filter((kind) => /subgraph|worker|leader|hop/.test(kind))).toEqual([]);
});

test("a fault nobody has heard of is refused", () => {
  expect(() => steps(1, 1, { ...APART, only: ["kill -9 moon"] })).toThrow("kill -9 moon");
});
