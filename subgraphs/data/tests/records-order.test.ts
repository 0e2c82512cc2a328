import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FieldType } from "../src/records/field-type.ts";
import { readFilter } from "../src/records/filter.ts";
import { matches } from "../src/records/matches.ts";
import { type Filter, finds, KINDS, type Name, ordered, type Sort } from "./query-model.ts";
import { answer, COLLECTIONS, filter, indexedQuery, openQueryWorld, type QueryWorld, sort } from "./query-world.ts";

let world: QueryWorld;
beforeAll(async () => {
  world = await openQueryWorld();
});
afterAll(() => world.data.stop());

const RECORDS = `query ($c: String!, $filter: [RecordFilter!], $sort: [RecordSort!], $first: Int, $after: String, $last: Int, $before: String) {
  records(collection: $c, filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { data } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** All pages one after the other, forward or from the end backward. */
async function pages(c: string, given: { filter: Filter[]; sort: Sort[] }, size: number, backward: boolean) {
  const all: number[] = [];
  const counts = new Set<number>();
  for (let cursor: string | null = null, more = true; more; ) {
    const paging = backward ? { last: size, before: cursor } : { first: size, after: cursor };
    const { records } = await answer(world, RECORDS, { c, ...given, ...paging });
    const found = records.nodes.map(({ data }: { data: { at: number } }) => data.at);
    if (backward) all.unshift(...found);
    else all.push(...found);
    counts.add(records.totalCount);
    const { pageInfo } = records;
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
    more = backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
  }
  return { all, counts: [...counts] };
}

const name = fc.constantFrom(...Object.keys(COLLECTIONS));
const queries = fc.oneof(fc.record({ filter: fc.array(filter, { maxLength: 2 }), sort }), indexedQuery);

test("pages of any filter and order, put together, are what is left of the sorted list, and are counted", async () => {
  await fc.assert(
    fc.asyncProperty(name, queries, fc.integer({ min: 5, max: 25 }), fc.boolean(), async (c, query, size, backward) => {
      const places = ordered(world.rows, query.sort);
      const expected = places.filter((at) => query.filter.every((one) => finds(one, world.rows[at] ?? {})));
      const { all, counts } = await pages(c, query, size, backward);
      expect(all).toEqual(expected);
      expect(counts).toEqual([expected.length]);
    }),
    { numRuns: 250, seed: 1 },
  );
});

const TYPES = { text: "text", number: "number", truth: "boolean", instant: "dateTime" } as const;
const fieldOf = (field: string): { name: string; type: FieldType } | undefined =>
  Object.hasOwn(KINDS, field) ? { name: field, type: TYPES[KINDS[field as Name]] } : undefined;

test("matching a record by itself finds what the list finds", () => {
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 2 }), (given) => {
      const { value: node, faults } = readFilter(given, fieldOf);
      expect(faults).toEqual([]);
      for (const row of world.rows) expect(matches(node, row)).toBe(given.every((one) => finds(one, row)));
    }),
    { numRuns: 1_000, seed: 2 },
  );
});
