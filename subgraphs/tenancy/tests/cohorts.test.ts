import { describe, expect, test } from "vitest";
import { cellsOf } from "../src/reports/cells.ts";
import { type CountedTenant, type Group, isDominated, MIN_TENANTS, regroup } from "../src/reports/cohorts.ts";

/** A house of reports over many months, without a database: who is counted with whom, and what was published. */
function openHistory() {
  let nextId = 0;
  const newId = () => `group ${nextId++}`;
  let tenants: CountedTenant[] = [];
  let groups: Group[] = [];
  const published: { month: number; label: string; tenants: Set<string> }[] = [];
  return {
    published,
    tenants: () => tenants,
    groups: () => groups,
    change(next: (before: CountedTenant[]) => CountedTenant[]) {
      tenants = next(tenants);
    },
    close(month: number) {
      const { made, renamed } = regroup(tenants, groups, newId);
      const moved = new Map(made.flatMap(({ id, tenantIds }) => tenantIds.map((one) => [one, id] as const)));
      tenants = tenants.map((one) => ({ ...one, groupId: moved.get(one.tenantId) ?? one.groupId }));
      const names = new Map(renamed.map((group) => [group.id, group]));
      groups = [...groups.map((group) => names.get(group.id) ?? group), ...made];
      const cells = Map.groupBy(
        groups.filter(({ isClosed }) => !isClosed),
        ({ plan, region }) => `${plan} ${region}`,
      );
      for (const [label, alike] of cells) {
        const ids = new Set(alike.map(({ id }) => id));
        const inside = tenants.filter(({ groupId }) => groupId !== null && ids.has(groupId));
        if (inside.length > 0) published.push({ month, label, tenants: new Set(inside.map((one) => one.tenantId)) });
      }
      return cellsOf(groups, tenants);
    },
  };
}

function tenantOf(tenantId: string, more: Partial<CountedTenant> = {}): CountedTenant {
  return { tenantId, plan: "basic", region: "eu", isClosed: false, groupId: null, measures: { members: 5 }, ...more };
}

const many = (count: number, prefix: string, more: Partial<CountedTenant> = {}) =>
  Array.from({ length: count }, (_, at) => tenantOf(`${prefix}-${at}`, more));

/** A generator of its own, so that a failure names the seed that brings it back. */
function randomOf(seed: number) {
  let state = seed >>> 0;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A few years of tenants that come, change, grow and go. */
function live(seed: number, months: number) {
  const random = randomOf(seed);
  const pick = <T>(from: readonly T[]) => from[random(from.length)] as T;
  const plans = ["basic", "pro", "enterprise"].slice(0, 1 + random(3));
  const regions = ["eu", "us"].slice(0, 1 + random(2));
  const history = openHistory();
  const rate = 1 + random(30);
  let made = 0;
  for (let month = 0; month < months; month++) {
    history.change((before) => {
      const kept = before.map((one) => {
        const roll = random(100);
        if (roll < 6) return { ...one, plan: pick(plans) };
        if (roll < 8) return { ...one, region: pick(regions) };
        if (roll < 12) return { ...one, isClosed: true };
        return { ...one, measures: { members: 1 + random(roll === 50 ? 5_000 : 20) } };
      });
      const fresh = Array.from({ length: random(rate) }, () =>
        tenantOf(`tenant-${made++}`, {
          plan: pick(plans),
          region: pick(regions),
          measures: { members: 1 + random(20) },
        }),
      );
      return [...kept, ...fresh];
    });
    history.close(month);
  }
  return history;
}

const difference = (a: ReadonlySet<string>, b: ReadonlySet<string>) => [...a].filter((one) => !b.has(one)).length;

const SEEDS = Array.from({ length: 16 }, (_, at) => at + 1);

describe("whatever is published of generated tenants over years", () => {
  test.each(SEEDS)("no two figures differ by fewer than ten tenants, nor share fewer (seed %i)", (seed) => {
    const { published } = live(seed, 30);
    for (const { tenants } of published) expect(tenants.size).toBeGreaterThanOrEqual(MIN_TENANTS);
    for (const [at, one] of published.entries())
      for (const other of published.slice(at + 1)) {
        const sizes = [
          difference(one.tenants, other.tenants),
          difference(other.tenants, one.tenants),
          one.tenants.size - difference(one.tenants, other.tenants),
        ];
        for (const size of sizes)
          if (size !== 0 && size < MIN_TENANTS) expect({ one, other, size }).toBe("nothing so small");
      }
  });

  test.each(SEEDS)("nor does any combination of any number of them (seed %i)", (seed) => {
    const { published, tenants } = live(seed, 30);
    // Tenants that are in the same figures cannot be told apart by any sum or difference of them; those are the atoms.
    const atoms = Map.groupBy(tenants(), ({ tenantId }) =>
      published.map(({ tenants: inside }) => (inside.has(tenantId) ? "1" : "0")).join(""),
    );
    const told = [...atoms].filter(([figures]) => figures.includes("1")).map(([, alike]) => alike.length);
    expect(Math.min(MIN_TENANTS, ...told)).toBe(MIN_TENANTS);
  });

  test("the generator does what it is for: groups form, split and close", () => {
    const histories = SEEDS.map((seed) => live(seed, 30));
    expect(Math.max(...histories.map(({ groups }) => groups().length))).toBeGreaterThan(20);
    expect(histories.some(({ groups }) => groups().some(({ isClosed }) => isClosed))).toBe(true);
    expect(histories.some(({ groups }) => groups().some(({ plan, region }) => plan !== null && region === null))).toBe(
      true,
    );
    expect(Math.max(...histories.map(({ published }) => published.length))).toBeGreaterThan(50);
  });
});

describe("tenants", () => {
  test("wait until ten of one plan and region do, or of one plan, or of any", () => {
    const history = openHistory();
    history.change(() => [...many(9, "a"), ...many(9, "b", { plan: "pro", region: "us" })]);
    expect(history.close(0)).toEqual([{ plan: null, region: null, tenants: 20, measures: { members: 90 } }]);
    const second = openHistory();
    second.change(() => [...many(5, "a"), ...many(5, "b", { region: "us" })]);
    expect(second.close(0)).toMatchObject([{ plan: "basic", region: null, tenants: 10 }]);
    const third = openHistory();
    third.change(() => many(9, "a"));
    expect(third.close(0)).toEqual([]);
  });

  test("that come later are told of only when there are ten of them", () => {
    const history = openHistory();
    history.change(() => many(12, "a"));
    history.close(0);
    history.change((before) => [...before, ...many(9, "b", { measures: { members: 1_000 } })]);
    expect(history.close(1)).toEqual([{ plan: "basic", region: "eu", tenants: 10, measures: { members: 60 } }]);
    history.change((before) => [...before, tenantOf("c")]);
    expect(history.close(2)).toMatchObject([{ tenants: 20 }]);
  });

  test("that change their plan stay where they were counted until ten have", () => {
    const history = openHistory();
    history.change(() => many(25, "a"));
    history.close(0);
    const move = (count: number) =>
      history.change((before) => before.map((one, at) => (at < count ? { ...one, plan: "pro" } : one)));
    move(9);
    expect(history.close(1)).toMatchObject([{ plan: "basic", tenants: 25 }]);
    move(10);
    expect(history.close(2)).toMatchObject([
      { plan: "basic", tenants: 15 },
      { plan: "pro", tenants: 10 },
    ]);
  });

  test("that close are counted on, and leave ten at a time", () => {
    const history = openHistory();
    history.change(() => many(25, "a"));
    history.close(0);
    const closeFirst = (count: number) =>
      history.change((before) => before.map((one, at) => ({ ...one, isClosed: at < count })));
    closeFirst(9);
    expect(history.close(1)).toMatchObject([{ tenants: 25 }]);
    closeFirst(12);
    expect(history.close(2)).toMatchObject([{ tenants: 15 }]);
    closeFirst(20);
    expect(history.close(3)).toMatchObject([{ tenants: 15 }]);
    closeFirst(25);
    expect(history.close(4)).toEqual([]);
  });

  test("of whom one makes most of a measure hide it, and do not leave with it", () => {
    const history = openHistory();
    history.change(() => [...many(10, "a"), tenantOf("whale", { measures: { members: 51 } })]);
    expect(history.close(0)).toMatchObject([{ measures: { members: null } }]);
    history.change((before) =>
      before.map((one) => ({ ...one, measures: { members: one.tenantId === "whale" ? 50 : 5 } })),
    );
    expect(history.close(1)).toMatchObject([{ measures: { members: 100 } }]);
    const second = openHistory();
    second.change(() => [...many(20, "a"), tenantOf("whale", { measures: { members: 90 } })]);
    second.close(0);
    second.change((before) => before.map((one, at) => (at >= 11 ? { ...one, plan: "pro" } : one)));
    expect(second.close(1)).toMatchObject([{ plan: "basic", tenants: 20, measures: { members: 190 } }]);
  });
});

test("figures are rounded, and a share of a half is not most", () => {
  expect(isDominated([tenantOf("a", { measures: { m: 5 } }), tenantOf("b", { measures: { m: 5 } })], "m")).toBe(false);
  expect(isDominated([tenantOf("a", { measures: { m: 6 } }), tenantOf("b", { measures: { m: 5 } })], "m")).toBe(true);
  const history = openHistory();
  history.change(() => many(13, "a", { measures: { members: 3 } }));
  expect(history.close(0)).toEqual([{ plan: "basic", region: "eu", tenants: 15, measures: { members: 40 } }]);
});
