import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const RECORDS = `query ($filter: [RecordFilter!], $sort: [RecordSort!], $first: Int, $after: String, $last: Int, $before: String) {
  records(collection: "people", filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { data } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const PEOPLE = [
  { name: "Zoë", age: 3, score: 1.5, active: true, seenAt: "2026-01-01T00:00:00Z" },
  { name: "adam", age: 3, score: -2, active: false, seenAt: "2026-01-01T00:30:00+01:00" },
  { name: "Adam", age: null, note: "no age" },
  { name: "😀", age: 0, score: 0, active: true, seenAt: "2025-12-31T23:59:59.999Z" },
  { name: "", age: 100 },
  { name: "\uffee", score: 1e300 },
];

async function fill(): Promise<TestPrincipal> {
  const ada = someone();
  await define(data, ada);
  for (const one of PEOPLE) await create(data, ada, one);
  return ada;
}

/** So many filters, each but the last within a `not`. */
function nested(levels: number): object {
  let filter: object = { field: "age", equals: 1 };
  for (let level = 1; level < levels; level++) filter = { not: filter };
  return filter;
}

async function names(who: TestPrincipal, variables: { [name: string]: unknown }): Promise<string[]> {
  const { data: answer, refusals } = await ask(data, who, RECORDS, variables);
  expect(refusals).toEqual([]);
  return answer.records.nodes.map((one: { data: { name: string } }) => one.data.name);
}

test("records come in the order of their creation, and sorted by any indexed field, missing values at the small end", async () => {
  const ada = await fill();
  const sorted = (field: string, direction?: string) =>
    names(ada, { sort: { field, ...(direction && { direction }) } });
  expect(await names(ada, {})).toEqual(PEOPLE.map(({ name }) => name));
  expect(await sorted("name")).toEqual(["", "Adam", "Zoë", "adam", "\uffee", "😀"]);
  expect(await sorted("name", "DESCENDING")).toEqual(["😀", "\uffee", "adam", "Zoë", "Adam", ""]);
  expect(await sorted("age")).toEqual(["Adam", "\uffee", "😀", "Zoë", "adam", ""]);
  expect(await sorted("age", "DESCENDING")).toEqual(["", "adam", "Zoë", "😀", "\uffee", "Adam"]);
  expect(await sorted("score")).toEqual(["Adam", "", "adam", "😀", "Zoë", "\uffee"]);
  expect(await sorted("active")).toEqual(["Adam", "", "\uffee", "adam", "Zoë", "😀"]);
  expect((await sorted("seenAt")).slice(3)).toEqual(["adam", "😀", "Zoë"]);
});

test.each<[string, object[], string[]]>([
  ["equals a text", [{ field: "name", equals: "Adam" }], ["Adam"]],
  ["equals the empty text, which is a value", [{ field: "name", equals: "" }], [""]],
  ["has no value, absent or null", [{ field: "age", equals: null }], ["Adam", "\uffee"]],
  ["is one of", [{ field: "age", in: [0, 100, 7] }], ["😀", ""]],
  ["is one of none", [{ field: "age", in: [] }], []],
  ["is less, which finds no missing values", [{ field: "age", lessThan: 3 }], ["😀"]],
  ["is less or equal", [{ field: "score", lessThanOrEqual: 0 }], ["adam", "😀"]],
  ["is greater", [{ field: "score", greaterThan: 1.5 }], ["\uffee"]],
  ["is greater or equal", [{ field: "score", greaterThanOrEqual: 1.5 }], ["Zoë", "\uffee"]],
  ["begins with", [{ field: "name", startsWith: "A" }], ["Adam"]],
  ["begins with anything", [{ field: "name", startsWith: "" }], PEOPLE.map(({ name }) => name)],
  ["begins with a character outside the first plane", [{ field: "name", startsWith: "😀" }], ["😀"]],
  ["is true", [{ field: "active", equals: true }], ["Zoë", "😀"]],
  ["is the same instant in another offset", [{ field: "seenAt", equals: "2026-01-01T01:00:00+01:00" }], ["Zoë"]],
  [
    "lies between instants",
    [
      { field: "seenAt", greaterThanOrEqual: "2025-12-31T23:30:00Z" },
      { field: "seenAt", lessThan: "2026-01-01T00:00:00Z" },
    ],
    ["adam", "😀"],
  ],
  [
    "meets conditions on several fields",
    [
      { field: "age", equals: 3 },
      { field: "active", equals: true },
    ],
    ["Zoë"],
  ],
  ["is not, missing ones too", [{ field: "age", notEquals: 3 }], ["Adam", "😀", "", "\uffee"]],
  ["has a value", [{ field: "age", notEquals: null }], ["Zoë", "adam", "😀", ""]],
  ["is none of, missing ones too", [{ field: "age", notIn: [0, 3] }], ["Adam", "", "\uffee"]],
  ["is null", [{ field: "age", isNull: true }], ["Adam", "\uffee"]],
  ["is not less, missing ones too", [{ not: { field: "age", lessThan: 100 } }], ["Adam", "", "\uffee"]],
  ["contains", [{ field: "name", contains: "da" }], ["adam", "Adam"]],
  ["contains a text in a field without an index", [{ field: "note", contains: "no a" }], ["Adam"]],
  [
    "meets one of several",
    [
      {
        or: [
          { field: "age", equals: 0 },
          { field: "score", lessThan: 0 },
        ],
      },
    ],
    ["adam", "😀"],
  ],
  ["meets one of none", [{ or: [] }], []],
  ["meets all of none", [{ and: [] }], PEOPLE.map(({ name }) => name)],
  [
    "gives other operators as null",
    [{ field: "age", lessThan: null, in: null, startsWith: null, greaterThan: 3 }],
    [""],
  ],
])("a filter finds what %s", async (_, filter, expected) => {
  expect(await names(await fill(), { filter })).toEqual(expected);
});

test.each<[string, object[], string, string]>([
  ["no operator", [{ field: "age" }], "filter.0", "ONE_OPERATOR"],
  ["two operators", [{ field: "age", lessThan: 1, greaterThan: 0 }], "filter.0", "ONE_OPERATOR"],
  ["a text for a number", [{ field: "age", equals: "3" }], "filter.0.equals", "TYPE"],
  ["a number for a text", [{ field: "name", lessThan: 3 }], "filter.0.lessThan", "TYPE"],
  [
    "one wrong value among many",
    [
      { field: "age", equals: 1 },
      { field: "age", in: [1, "x"] },
    ],
    "filter.1.in.1",
    "TYPE",
  ],
  ["a number for a truth", [{ field: "active", equals: 1 }], "filter.0.equals", "TYPE"],
  ["a date for an instant", [{ field: "seenAt", equals: "2026-01-01" }], "filter.0.equals", "TYPE"],
  ["the beginning of a number", [{ field: "age", startsWith: "1" }], "filter.0.startsWith", "TEXT_ONLY"],
  ["NUL", [{ field: "name", equals: "\u0000" }], "filter.0.equals", "TYPE"],
  ["half a surrogate pair", [{ field: "name", startsWith: "\ud83d" }], "filter.0.startsWith", "TYPE"],
  ["too many values", [{ field: "age", in: Array(101).fill(1) }], "filter.0.in", "TOO_MANY"],
  ["too many conditions", Array(51).fill({ field: "age", equals: 1 }), "filter", "TOO_MANY"],
  ["a null where a filter must be", [{ not: null }], "filter.0", "ONE_OPERATOR"],
  ["a group and an operator at once", [{ field: "age", equals: 1, or: [] }], "filter.0", "ONE_OPERATOR"],
  ["two groups at once", [{ and: [], or: [] }], "filter.0", "ONE_OPERATOR"],
  ["a field that it does nothing with", [{ not: { field: "age" } }], "filter.0.not", "ONE_OPERATOR"],
  ["a number beyond doubles", [{ field: "score", notEquals: Number.POSITIVE_INFINITY }], "filter.0.notEquals", "TYPE"],
  ["half a surrogate pair within", [{ or: [{ field: "name", contains: "\ude00" }] }], "filter.0.or.0.contains", "TYPE"],
  ["nothing to look for within", [{ field: "name", contains: "" }], "filter.0.contains", "TYPE"],
  ["a part of a truth", [{ field: "active", contains: "t" }], "filter.0.contains", "TEXT_ONLY"],
  ["an object for a value", [{ field: "note", notIn: ["x", { __proto__: null }] }], "filter.0.notIn.1", "TYPE"],
  ["nine levels", [nested(9)], `filter.0${".not".repeat(8)}`, "TOO_DEEP"],
  ["a thousand levels", [nested(1_000)], `filter.0${".not".repeat(8)}`, "TOO_DEEP"],
  ["too many groups", [{ and: Array(60).fill({ and: [] }) }], "filter.0.and", "TOO_MANY"],
  [
    "too many in several groups",
    Array(9).fill({ or: Array(9).fill({ field: "age", equals: 1 }) }),
    "filter.4.or",
    "TOO_MANY",
  ],
  ["a hundred thousand", [{ or: Array(100_000).fill({ field: "age", equals: 1 }) }], "filter.0.or", "TOO_MANY"],
])("a filter with %s is refused with its place", async (_, filter, path, code) => {
  const ada = await fill();
  const { refusals } = await ask(data, ada, RECORDS, { filter });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path, code }] }]);
});

test.each([
  [{ filter: [{ field: "none", equals: "x" }] }, "filter.0.field"],
  [
    { filter: { or: [{ field: "name", equals: "x" }, { not: { field: "__proto__", equals: 1 } }] } },
    "filter.0.or.1.not.field",
  ],
  [{ sort: { field: "constructor" } }, "sort.0.field"],
])("a field that the schema does not declare is named: %j", async (variables, path) => {
  const { refusals } = await ask(data, await fill(), RECORDS, variables);
  expect(refusals).toMatchObject([{ code: "FIELD_UNKNOWN", fields: [{ path, code: "FIELD_UNKNOWN" }] }]);
});

test("a cursor serves its own list and order, and nothing else", async () => {
  const [ada, bob] = [await fill(), await fill()];
  const { data: answer } = await ask(data, ada, RECORDS, { sort: { field: "age" }, first: 2 });
  const after = answer.records.pageInfo.endCursor;
  expect(await names(ada, { sort: { field: "age" }, after })).toEqual(["😀", "Zoë", "adam", ""]);
  const refused = async (who: TestPrincipal, variables: object) =>
    (await ask(data, who, RECORDS, { after, ...variables })).refusals;
  const expected = await refused(ada, { after: "nonsense" });
  expect(expected).toMatchObject([{ code: "INVALID_CURSOR" }]);
  expect(await refused(ada, {})).toEqual(expected);
  expect(await refused(ada, { sort: { field: "name" } })).toEqual(expected);
  expect(await refused(ada, { sort: { field: "age", direction: "DESCENDING" } })).toEqual(expected);
  expect(await refused(bob, { sort: { field: "age" } })).toEqual(expected);
});

test("long texts have their place by their first 600 characters, and a cursor holds as many of several", async () => {
  const ada = someone();
  const texts = {
    type: "object",
    properties: Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { type: "string" }])),
  };
  await define(data, ada, texts, "people");
  const long = "\u0001".repeat(600);
  for (const name of ["second", "third", "first"]) {
    // What tells the second from the third stands behind what counts: they come as they were made.
    const a = name === "first" ? "" : `${long}${name === "second" ? "z" : "a"}`;
    await create(data, ada, { a, b: long, c: long, d: long, name });
  }
  const sort = ["a", "b", "c", "d"].map((field) => ({ field }));
  const found: string[] = [];
  for (let after: string | null = null; found.length < 3; ) {
    const answer = await ask(data, ada, RECORDS, { sort, first: 1, after });
    expect(answer.refusals).toEqual([]);
    found.push(answer.data.records.nodes[0].data.name);
    after = answer.data.records.pageInfo.endCursor;
  }
  expect(found).toEqual(["first", "second", "third"]);
});

test.each([{ first: 0 }, { first: 501 }, { last: -1 }, { first: 1, last: 1 }, { first: 1, before: "x" }])(
  "the page %j is refused",
  async (variables) => {
    const { refusals } = await ask(data, await fill(), RECORDS, variables);
    expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ code: "INVALID_PAGE" }] }]);
  },
);

test("who wrote a record is answered whenever it is asked for, in a fragment too", async () => {
  const ada = await fill();
  const query = `query ($yes: Boolean!) { records(collection: "people", first: 1) { edges { node { ...Written } } } }
    fragment Written on Record { version ... on Record @include(if: $yes) { updatedAt createdBy { id } updatedBy { id } } }`;
  const { data: answer } = await ask(data, ada, query, { yes: true });
  expect(answer.records.edges[0].node).toMatchObject({ createdBy: { id: ada.id }, updatedBy: { id: ada.id } });
  expect(answer.records.edges[0].node.updatedAt).toMatch(/^20.*Z$/);
});
