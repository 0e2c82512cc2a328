import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, PEOPLE, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const RUNS = { numRuns: 25 };

type Person = { name: string; age?: number | null; score?: number; active?: boolean; seenAt?: string };
type Field = keyof Person;

// Few values of each, so that equal ones are common and the order of creation matters; texts that UTF-16 and code points
// order differently among them.
const person = fc
  .record<Person>(
    {
      name: fc.oneof(
        fc.constantFrom("", "a", "A", "ab", "b", "\uffff", "😀", "a😀", "é"),
        fc.string({ maxLength: 4, unit: "binary" }),
      ),
      age: fc.constantFrom(null, 0, 1, 2, 2 ** 53 - 1),
      score: fc.constantFrom(-1.5, 0, 2, 1e300, -1e300),
      active: fc.boolean(),
      seenAt: fc.constantFrom(
        "2026-01-01T00:00:00Z",
        "2026-01-01T01:00:00+01:00",
        "2026-01-01T00:00:00.5Z",
        "1969-07-20T20:17:40Z",
      ),
    },
    { requiredKeys: ["name"] },
  )
  .filter(({ name }) => name.isWellFormed() && !name.includes("\0"));

const field = fc.constantFrom<Field>("name", "age", "score", "active", "seenAt");

function rank(key: Field, { [key]: value }: Person): number | Buffer | undefined {
  if (value === undefined || value === null) return undefined;
  if (key === "seenAt") return Date.parse(String(value));
  return typeof value === "string" ? Buffer.from(value) : Number(value);
}

function compare(a: number | Buffer | undefined, b: number | Buffer | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return Buffer.compare(a, b);
  return Number(a) - Number(b);
}

async function fill(people: readonly Person[]): Promise<TestPrincipal> {
  const ada = someone();
  await define(data, ada, PEOPLE);
  // The note tells records apart that are otherwise equal.
  for (const [at, one] of people.entries()) await create(data, ada, { ...one, note: String(at) });
  return ada;
}

const RECORDS = `query ($filter: [RecordFilter!], $sort: [RecordSort!], $first: Int, $after: String, $last: Int, $before: String) {
  records(collection: "people", filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { data } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

async function page(who: TestPrincipal, variables: { [name: string]: unknown }) {
  const { data: answer, refusals } = await ask(data, who, RECORDS, variables);
  expect(refusals).toEqual([]);
  const { nodes, pageInfo } = answer.records;
  return { notes: nodes.map((one: { data: { note: string } }) => Number(one.data.note)) as number[], pageInfo };
}

/** All pages one after the other, forward or from the end backward. */
async function pages(who: TestPrincipal, sort: object | null, size: number, backward: boolean): Promise<number[]> {
  const all: number[] = [];
  for (let cursor: string | null = null, more = true; more; ) {
    const { notes, pageInfo } = await page(who, {
      sort,
      ...(backward ? { last: size, before: cursor } : { first: size, after: cursor }),
    });
    if (backward) all.unshift(...notes);
    else all.push(...notes);
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
    more = backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
  }
  return all;
}

test("pages in any order and direction, put together, are the sorted list", async () => {
  const sort = fc.option(fc.record({ field, direction: fc.constantFrom("ASCENDING", "DESCENDING") }));
  const people = fc.array(person, { maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(
      people,
      sort,
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
      async (list, order, size, backward) => {
        const expected = list.map((_, at) => at);
        if (order) {
          const ranks = list.map((one) => rank(order.field, one));
          expected.sort((a, b) => compare(ranks[a], ranks[b]) || a - b);
          if (order.direction === "DESCENDING") expected.reverse();
        }
        expect(await pages(await fill(list), order, size, backward)).toEqual(expected);
      },
    ),
    RUNS,
  );
});

type Check = (value: number | Buffer, given: number | Buffer) => boolean;
const OPERATORS: { [name: string]: Check } = {
  equals: (value, given) => compare(value, given) === 0,
  lessThan: (value, given) => compare(value, given) < 0,
  lessThanOrEqual: (value, given) => compare(value, given) <= 0,
  greaterThan: (value, given) => compare(value, given) > 0,
  greaterThanOrEqual: (value, given) => compare(value, given) >= 0,
};

test("filters find what the same comparison in JavaScript finds", async () => {
  const condition = fc.record({
    field,
    operator: fc.constantFrom(...Object.keys(OPERATORS), "in", "startsWith"),
    of: person,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 1, maxLength: 14 }),
      fc.array(condition, { minLength: 1, maxLength: 6 }),
      async (list, conditions) => {
        const ada = await fill(list);
        for (const { field: asked, operator, of } of conditions) {
          const key = operator === "startsWith" ? "name" : asked;
          const value = of[key];
          if (value === undefined || value === null) continue;
          const given = rank(key, of) as number | Buffer;
          const matches = (one: Person) => {
            const has = rank(key, one);
            if (has === undefined) return false;
            if (operator === "startsWith") return String(one.name).startsWith(String(value));
            return (OPERATORS[operator] ?? (OPERATORS.equals as Check))(has, given);
          };
          const { notes } = await page(ada, {
            filter: [{ field: key, [operator]: operator === "in" ? [value] : value }],
          });
          expect(notes).toEqual(list.flatMap((one, at) => (matches(one) ? [at] : [])));
        }
      },
    ),
    RUNS,
  );
});
