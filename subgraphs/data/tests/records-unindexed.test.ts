import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

/** Ten records stand for ten thousand: beyond as many as are looked through, an index must serve what is asked. */
let data: TestData;
let ada: TestPrincipal;

const TASKS = {
  type: "object",
  properties: {
    status: { type: "string", maxLength: 20 },
    owner: { type: "string", maxLength: 20, "x-indexed": true },
    date: { type: "string", format: "date-time" },
    note: { type: "string" },
    size: { type: "integer", "x-indexed": true },
  },
  "x-indexes": [["status", "-date"]],
};

beforeAll(async () => {
  data = await openTestData({ unindexedRecords: 10 });
  ada = someone();
  for (const [name, many] of [
    ["small", 10],
    ["large", 11],
  ] as const) {
    await define(data, ada, TASKS, name);
    for (let at = 0; at < many; at++)
      await create(data, ada, { status: at % 2 ? "open" : "done", owner: "Ada", note: `${at}` }, name);
  }
});
afterAll(() => data.stop());

const RECORDS = `query ($c: String!, $filter: [RecordFilter!], $sort: [RecordSort!]) {
  records(collection: $c, filter: $filter, sort: $sort, first: 1) { totalCount nodes { id } }
}`;
const AGGREGATE = `query ($c: String!, $filter: [RecordFilter!], $groupBy: [RecordGroupBy!], $measures: [RecordMeasure!]!) {
  recordAggregate(collection: $c, filter: $filter, groupBy: $groupBy, measures: $measures) { hasMore }
}`;

const owner = { field: "owner", equals: "Ada" };
const note = { field: "note", startsWith: "1" };
const open = { field: "status", equals: "open" };
const down = { direction: "DESCENDING" };

test.each<[string, object, string, string]>([
  ["a filter by a field", { filter: note }, "filter.0.field", `declare "x-indexed": true at that property`],
  ["not of it", { filter: { not: note } }, "filter.0.not.field", `"note"`],
  ["alternatives of which one has no index", { filter: { or: [owner, note] } }, "filter.0.or.1.field", `"note"`],
  [
    "alternatives in a condition",
    { filter: [{ and: [{ or: [note, owner] }] }] },
    "filter.0.and.0.or.0.field",
    `"note"`,
  ],
  ["a part of a text", { filter: { field: "owner", contains: "d" } }, "filter.0.field", `"owner"`],
  ["the second field of an index alone", { filter: { field: "date", isNull: true } }, "filter.0.field", `"date"`],
  ["an order by a field", { sort: { field: "note" } }, "sort.0.field", `to sort by "note", declare "x-indexed": true`],
  [
    "an order by several fields",
    { sort: [{ field: "owner" }, { field: "date", ...down }] },
    "sort",
    `declare "x-indexes": [["owner","-date"]] at the top of its schema`,
  ],
  [
    "an order whose index has another direction",
    { sort: [{ field: "status" }, { field: "date" }] },
    "sort",
    `[["status","date"]]`,
  ],
])(
  "in a large collection %s is refused with what to declare, in a small one answered",
  async (_, variables, path, says) => {
    const { refusals } = await ask(data, ada, RECORDS, { c: "large", ...variables });
    expect(refusals).toMatchObject([{ code: "INDEX_REQUIRED", fields: [{ path, code: "INDEX_REQUIRED" }] }]);
    expect(refusals[0]?.message).toContain("more than 10 records");
    expect(refusals[0]?.message).toContain(says);
    expect((await ask(data, ada, RECORDS, { c: "small", ...variables })).refusals).toEqual([]);
  },
);

test.each<[string, object, number]>([
  ["one indexed condition among others", { filter: [note, owner] }, 2],
  ["alternatives that are all indexed", { filter: { or: [owner, { field: "size", greaterThan: 1 }] } }, 11],
  ["none of an indexed field's values", { filter: { field: "size", notIn: [1, 2] } }, 11],
  ["a filter by the first field of an index", { filter: open }, 5],
  ["the order of an index", { sort: [{ field: "status" }, { field: "date", ...down }] }, 11],
  ["its reverse", { sort: [{ field: "status", ...down }, { field: "date" }] }, 11],
  ["its first field fixed, in the order of the second", { filter: open, sort: { field: "date", ...down } }, 5],
  ["a part of a text within an indexed condition", { filter: [owner, { field: "note", contains: "0" }] }, 2],
  ["no filter at all", {}, 11],
])("in a large collection %s is answered", async (_, variables, count) => {
  const answer = await ask(data, ada, RECORDS, { c: "large", ...variables });
  expect(answer.refusals).toEqual([]);
  expect(answer.data.records.totalCount).toBe(count);
});

test("what is wrong with several parts of a query is told at once", async () => {
  const { refusals } = await ask(data, ada, RECORDS, { c: "large", filter: note, sort: { field: "date" } });
  expect(refusals[0]?.fields).toMatchObject([{ path: "filter.0.field" }, { path: "sort.0.field" }]);
});

test("figures over a large collection need the index of every field they read", async () => {
  const measures = [
    { as: "n", function: "COUNT" },
    { as: "sizes", function: "SUM", field: "size" },
  ];
  const asked = (variables: object) => ask(data, ada, AGGREGATE, { c: "large", measures, ...variables });
  expect((await asked({ groupBy: { field: "owner" }, filter: open })).refusals).toEqual([]);
  expect((await asked({ groupBy: { field: "status" } })).refusals).toMatchObject([
    { code: "INDEX_REQUIRED", fields: [{ path: "groupBy.0.field" }] },
  ]);
  const latest = { as: "latest", function: "MAX", field: "date" };
  expect((await asked({ measures: latest, filter: note })).refusals[0]?.fields).toMatchObject([
    { path: "filter.0.field" },
    { path: "measures.0.field" },
  ]);
});
