import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { bucketStart, comparable, compare, type Filter, finds, KINDS, type Name, type Row } from "./query-model.ts";
import { answer, COLLECTIONS, condition, fieldName, filter, openQueryWorld, type QueryWorld } from "./query-world.ts";

let world: QueryWorld;
beforeAll(async () => {
  // So that of forty records the ends of an index tell some answers and not others.
  world = await openQueryWorld({ extremesReach: { entries: 6, worth: 0.2 } });
});
afterAll(() => world.data.stop());

interface Group {
  field: Name;
  bucket?: string;
  timeZone?: string;
}
interface Measure {
  as: string;
  function: string;
  field?: Name;
}
interface Order {
  by: string;
  direction: "ASCENDING" | "DESCENDING";
}

const AGGREGATE = `query ($c: String!, $filter: [RecordFilter!], $groupBy: [RecordGroupBy!], $measures: [RecordMeasure!]!, $orderBy: [RecordAggregateOrder!], $first: Int) {
  recordAggregate(collection: $c, filter: $filter, groupBy: $groupBy, measures: $measures, orderBy: $orderBy, first: $first) {
    groups { key values } hasMore
  }
}`;

const UNITS = ["HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"];
// Of Sao Paulo for its days without a midnight, and with an hour that came twice before one.
const ZONES = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "America/New_York"];

const bucket = fc.record({ bucket: fc.constantFrom(...UNITS), timeZone: fc.constantFrom(...ZONES) });
const group: fc.Arbitrary<Group> = fieldName.chain((field) =>
  KINDS[field] === "instant" ? fc.option(bucket).map((given) => ({ field, ...given })) : fc.constant({ field }),
);
const groups = fc.uniqueArray(group, { maxLength: 3, selector: ({ field }) => field });

const measure = fc
  .record({ function: fc.constantFrom("COUNT", "SUM", "AVG", "MIN", "MAX", "DISTINCT"), field: fc.option(fieldName) })
  .map(({ function: name, field }) => {
    // Sums only of what adds up exactly, in whatever order.
    if (name === "SUM" || name === "AVG") return { function: name, field: "age" as const };
    return name === "COUNT" && field === null ? { function: name } : { function: name, field: field ?? "score" };
  });
const measures = fc
  .array(measure, { minLength: 1, maxLength: 4 })
  .map((list): Measure[] => list.map((one, at) => ({ as: `m${at}`, ...one })));

interface Computed {
  key: { [name: string]: unknown };
  values: { [name: string]: unknown };
}

/** Numbers as they come out of JSON, instants as milliseconds, whatever way they are written. */
function plain(name: Name, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return KINDS[name] === "instant"
    ? Number(comparable(name, value)) / 1e6
    : typeof value === "number"
      ? value + 0
      : value;
}

function keyOf({ field, bucket: unit, timeZone = "UTC" }: Group, row: Row): unknown {
  const value = plain(field, row[field]);
  return unit && typeof value === "number" ? bucketStart(value, unit, timeZone) : value;
}

function measured({ function: name, field }: Measure, rows: readonly Row[]): unknown {
  if (!field) return rows.length;
  const there = rows.map((row) => row[field]).filter((value) => value != null);
  const sorted = there.toSorted((a, b) => compare(comparable(field, a), comparable(field, b)));
  const sum = there.reduce<bigint>(
    (total, value) => total + (KINDS[field] === "number" ? BigInt(Math.trunc(Number(value))) : 0n),
    0n,
  );
  switch (name) {
    case "COUNT":
      return there.length;
    case "DISTINCT":
      return new Set(there.map((value) => plain(field, value))).size;
    case "SUM":
      return Number(sum);
    case "AVG":
      return there.length === 0 ? null : Number(sum) / there.length;
    case "MIN":
      return plain(field, sorted[0]);
    default:
      return plain(field, sorted.at(-1));
  }
}

function compute(rows: readonly Row[], groupBy: readonly Group[], given: readonly Measure[]): Computed[] {
  const found = new Map<string, { key: Computed["key"]; rows: Row[] }>();
  if (groupBy.length === 0) found.set("", { key: {}, rows: [] });
  for (const row of rows) {
    const key = Object.fromEntries(groupBy.map((one) => [one.field, keyOf(one, row)]));
    const id = groupBy.length === 0 ? "" : JSON.stringify(key);
    if (!found.has(id)) found.set(id, { key, rows: [] });
    found.get(id)?.rows.push(row);
  }
  return [...found.values()].map((one) => ({
    key: one.key,
    values: Object.fromEntries(given.map((each) => [each.as, measured(each, one.rows)])),
  }));
}

/** Kind of the value that a name stands for in the answer. */
function nameOf(by: string, given: readonly Measure[]): Name {
  const found = given.find(({ as }) => as === by);
  if (!found) return by as Name;
  return found.field && (found.function === "MIN" || found.function === "MAX") ? found.field : "score";
}

function sortGroups(list: Computed[], groupBy: readonly Group[], given: readonly Measure[], orders: readonly Order[]) {
  const rest = groupBy.map(({ field }): Order => ({ by: field, direction: "ASCENDING" }));
  const comparableAt = ({ key, values }: Computed, by: string) => {
    const value = by in values ? values[by] : key[by];
    // Instants are milliseconds here already.
    return KINDS[nameOf(by, given)] === "instant"
      ? ((value as number | null) ?? undefined)
      : comparable(nameOf(by, given), value);
  };
  return list.sort((a, b) => {
    for (const { by, direction } of [...orders, ...rest]) {
      const difference = compare(comparableAt(a, by), comparableAt(b, by));
      if (difference !== 0) return direction === "DESCENDING" ? -difference : difference;
    }
    return 0;
  });
}

/** What came, in the terms of the model. */
function received({ key, values }: Computed, given: readonly Measure[]): Computed {
  const inPlain = (part: Computed["key"]) =>
    Object.fromEntries(Object.entries(part).map(([by, value]) => [by, plain(nameOf(by, given), value)]));
  return { key: inPlain(key), values: inPlain(values) };
}

/** Milliseconds with their fraction went through a double, here or there. */
function near(value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(15)) : value;
}
const nearly = ({ key, values }: Computed): Computed => ({
  key: Object.fromEntries(Object.entries(key).map(([by, value]) => [by, near(value)])),
  values: Object.fromEntries(Object.entries(values).map(([by, value]) => [by, near(value)])),
});

interface Request {
  c: string;
  filters: readonly Filter[];
  groupBy: Group[];
  measures: Measure[];
  picks: { at: number; direction: string }[];
  first: number;
}

async function compareWithModel({ c, filters, groupBy, measures: given, picks, first }: Request): Promise<void> {
  const names = [...groupBy.map(({ field }) => field), ...given.map(({ as }) => as)];
  const orderBy = picks
    .map(({ at, direction }) => ({ by: names[at % names.length] ?? "", direction: direction as Order["direction"] }))
    .slice(0, names.length);
  const rows = world.rows.filter((row) => filters.every((one) => finds(one, row)));
  const all = sortGroups(compute(rows, groupBy, given), groupBy, given, orderBy);
  const variables = { c, filter: filters, groupBy, measures: given, orderBy, first };
  const { recordAggregate } = await answer(world, AGGREGATE, variables);
  const got = recordAggregate.groups.map((one: Computed) => nearly(received(one, given)));
  expect(got).toEqual(all.slice(0, first).map(nearly));
  expect(recordAggregate.hasMore).toBe(all.length > first);
}

const pick = fc.record({ at: fc.nat(5), direction: fc.constantFrom("ASCENDING", "DESCENDING") });
const usual = { picks: fc.array(pick, { maxLength: 2 }), first: fc.constantFrom(3, 1_000) };

test("groups, figures and their order are what a plain computation over the list finds", async () => {
  const c = fc.constantFrom(...Object.keys(COLLECTIONS));
  const request = fc.record({ ...usual, c, filters: fc.array(filter, { maxLength: 1 }), groupBy: groups, measures });
  await fc.assert(fc.asyncProperty(request, compareWithModel), { numRuns: 300, seed: 3 });
});

test("so are those over all records of one indexed field by another, which have a statement of their own", async () => {
  const c = fc.constantFrom("slots", "both");
  const groupBy = fc.tuple(group);
  const one = fc.tuple(measure).map(([given]): Measure[] => [{ as: "m0", ...given }]);
  const request = fc.record({ ...usual, c, filters: fc.constant([]), groupBy, measures: one });
  await fc.assert(fc.asyncProperty(request, compareWithModel), { numRuns: 100, seed: 5 });
});

test("so are the least and the most, whether the ends of the indexes tell them or not", async () => {
  const slots = fc.constantFrom("slots", "both");
  const groupBy = fc.constantFrom<Group[][]>([], [{ field: "active" }]);
  const extreme = fc.record({ function: fc.constantFrom("MIN", "MAX"), field: fieldName });
  const some = fc
    .array(extreme, { minLength: 1, maxLength: 2 })
    .map((list): Measure[] => list.map((one, at) => ({ as: `m${at}`, ...one })));
  // Two of three records are neither active nor not.
  const filters = fc
    .tuple(fc.constantFrom<Filter[]>([], [{ field: "active", isNull: false }]), fc.array(condition, { maxLength: 1 }))
    .map((both) => both.flat());
  const request = fc.record({ ...usual, c: slots, filters, groupBy, measures: some, first: fc.constantFrom(1, 2, 3) });
  const sent = vi.spyOn(pg.Client.prototype, "query");
  const found = { atEnds: 0, atEndsByTruth: 0, afterALookInVain: 0, withoutALook: 0 };
  const compareAndTell = async (asked: Request) => {
    sent.mockClear();
    await compareWithModel(asked);
    const texts = sent.mock.calls.map(([one]) => (one as { text?: string }).text ?? "");
    const looked = texts.find((text) => text.includes("as near where found"));
    if (!looked) found.withoutALook++;
    else if (texts.some((text) => /\b(min|max)\(/.test(text))) found.afterALookInVain++;
    else found[looked.includes("truth") ? "atEndsByTruth" : "atEnds"]++;
  };
  try {
    await fc.assert(fc.asyncProperty(request, compareAndTell), { numRuns: 400, seed: 11 });
  } finally {
    sent.mockRestore();
  }
  expect(Object.entries(found).filter(([, times]) => times < 40)).toEqual([]);
});
