import type { ExecutionResult } from "graphql";
import { GraphQLError } from "graphql";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { gate } from "../../tests/testkit/gate.ts";
import { createResponseCache, KEPT_MS, type Wanted } from "../src/cache/response-cache.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

let trusted = true;
const open = (maxBytes = 1_000_000) => createResponseCache({ maxBytes, trusted: () => trusted });

function wanted(changes: Partial<Wanted> = {}): Wanted {
  return { tenantId: "a", key: "k", families: ["record"], maxAgeMs: 60_000, reads: true, ...changes };
}

/** Answers 1, 2, 3 … */
function counting() {
  let runs = 0;
  const run = async (): Promise<ExecutionResult> => ({ data: { run: ++runs } });
  return { run, runs: () => runs };
}

const seen = ({ result, outcome }: { result: ExecutionResult | undefined; outcome: object }) => [
  result?.data?.run,
  outcome,
];
const MISS = { is: "forwarded", why: "miss", stored: true };

describe("an answer", () => {
  test("is given again as long as its client takes one of its age", async () => {
    const cache = open();
    const { run } = counting();
    expect(seen(await cache.answer(wanted(), run))).toEqual([1, MISS]);
    vi.advanceTimersByTime(5_000);
    expect(seen(await cache.answer(wanted({ maxAgeMs: 5_000 }), run))).toEqual([1, { is: "hit", ageMs: 5_000 }]);
    vi.advanceTimersByTime(1);
    const newer = { is: "forwarded", why: "request", stored: true };
    expect(seen(await cache.answer(wanted({ maxAgeMs: 5_000 }), run))).toEqual([2, newer]);
    expect(seen(await cache.answer(wanted(), run))).toEqual([2, { is: "hit", ageMs: 0 }]);
  });

  test("is made anew, and then kept, where the client says no-cache", async () => {
    const cache = open();
    const { run } = counting();
    await cache.answer(wanted(), run);
    expect(seen(await cache.answer(wanted({ reads: false }), run))).toEqual([2, { ...MISS, why: "request" }]);
    expect(seen(await cache.answer(wanted(), run))[0]).toBe(2);
  });

  test("is kept for an hour at most, whatever its client takes", async () => {
    const cache = open();
    const { run } = counting();
    await cache.answer(wanted(), run);
    vi.advanceTimersByTime(KEPT_MS + 1);
    expect(seen(await cache.answer(wanted({ maxAgeMs: Number.MAX_SAFE_INTEGER }), run))[0]).toBe(2);
  });

  test("with an error is nobody else's", async () => {
    const cache = open();
    let runs = 0;
    const run = async () => ({ data: { run: ++runs }, errors: [new GraphQLError("no")] });
    expect((await cache.answer(wanted(), run)).outcome).toEqual({ is: "forwarded", why: "miss", stored: false });
    await expect(cache.answer(wanted(), () => Promise.reject(new Error("down")))).rejects.toThrow("down");
    await cache.answer(wanted(), run);
    expect([runs, cache.bytes()]).toEqual([2, 0]);
  });

  test("is made once for all who ask at the same time, and by each himself when that goes wrong", async () => {
    const cache = open();
    const { run, runs } = counting();
    const first = gate();
    const ask = () => cache.answer(wanted(), () => first.opened.then(run));
    const all = [ask(), ask(), ask()];
    first.open();
    expect((await Promise.all(all)).map(({ outcome }) => outcome.is)).toEqual(["forwarded", "collapsed", "collapsed"]);
    expect(runs()).toBe(1);

    const broken = gate();
    const failing = cache.answer(wanted({ key: "other" }), () =>
      broken.opened.then(() => Promise.reject(new Error("x"))),
    );
    const waiting = cache.answer(wanted({ key: "other" }), run);
    broken.open();
    await expect(failing).rejects.toThrow("x");
    expect(seen(await waiting)).toEqual([2, { is: "forwarded", why: "miss", stored: false }]);
  });
});

describe("an event", () => {
  test("takes away what it makes stale, and nothing else", async () => {
    const cache = open();
    const { run } = counting();
    const all = [
      wanted(),
      wanted({ tenantId: "b", key: "k2" }),
      wanted({ key: "k3", families: ["collection"] }),
      wanted({ key: "k4", families: ["collection", "record"] }),
    ];
    for (const one of all) await cache.answer(one, run);
    cache.note("a", "record.updated");
    cache.note("a", "records-report.removed");
    vi.advanceTimersByTime(2_000);
    const hits = await Promise.all(all.map((one) => cache.answer(one, run)));
    expect(hits.map(({ outcome }) => outcome.is)).toEqual(["forwarded", "hit", "hit", "forwarded"]);
  });

  test("that comes while an answer is made keeps it from being kept, and from those who come later", async () => {
    const cache = open();
    const { run } = counting();
    const held = gate();
    const before = cache.answer(wanted(), () => held.opened.then(run));
    cache.note("a", "record.created");
    vi.advanceTimersByTime(2_000);
    const after = cache.answer(wanted(), async () => ({ data: { run: "new" } }));
    expect(seen(await after)).toEqual(["new", MISS]);
    held.open();
    expect(seen(await before)).toEqual([1, { is: "forwarded", why: "miss", stored: false }]);
    expect(seen(await cache.answer(wanted(), run))[0]).toBe("new");
  });

  test("is waited for by a second, since another process may still answer from before it", async () => {
    const cache = open();
    const { run } = counting();
    cache.note("a", "record.created");
    vi.advanceTimersByTime(1_000);
    expect(seen(await cache.answer(wanted(), run))).toEqual([1, { ...MISS, stored: false }]);
    cache.note("b", "record.created");
    vi.advanceTimersByTime(1);
    expect(seen(await cache.answer(wanted(), run))).toEqual([2, MISS]);
  });

  test("about the tenant itself leaves nothing of it in memory", async () => {
    const cache = open();
    const { run } = counting();
    await cache.answer(wanted(), run);
    await cache.answer(wanted({ key: "c", families: ["collection"] }), run);
    cache.note("a", "tenant.closed");
    expect(cache.bytes()).toBe(0);
  });
});

test("without news nothing is believed and nothing kept", async () => {
  const cache = open();
  const { run } = counting();
  await cache.answer(wanted(), run);
  trusted = false;
  expect(seen(await cache.answer(wanted(), run))).toEqual([2, { is: "bypassed", for: "feed" }]);
  trusted = true;
  const falling = async () => {
    trusted = false;
    return run();
  };
  expect(seen(await cache.answer(wanted({ key: "falls" }), falling))).toEqual([3, { ...MISS, stored: false }]);
  trusted = true;
  expect(seen(await cache.answer(wanted(), run))[0]).toBe(1);
});
