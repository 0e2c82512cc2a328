import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
let ada: TestPrincipal;

beforeAll(async () => {
  data = await openTestData();
  ada = someone();
  await define(data, ada);
  for (const one of [
    { name: "Oslo", age: 3, score: 1.5, active: true, seenAt: "2026-10-24T22:30:00Z" },
    { name: "Oslo", age: 5, active: false, seenAt: "2026-10-25T00:30:00Z", note: "long" },
    { name: "Bergen", age: null, score: 1e308, seenAt: "2026-10-25T01:30:00Z" },
    { name: "", score: 1e308, note: "long" },
  ])
    await create(data, ada, one);
});
afterAll(() => data.stop());

const AGGREGATE = `query ($filter: [RecordFilter!], $groupBy: [RecordGroupBy!], $measures: [RecordMeasure!]!, $orderBy: [RecordAggregateOrder!], $first: Int) {
  recordAggregate(collection: "people", filter: $filter, groupBy: $groupBy, measures: $measures, orderBy: $orderBy, first: $first) {
    groups { key values } hasMore
  }
}`;
const COUNT = { as: "n", function: "COUNT" };

async function groups(variables: { [name: string]: unknown }) {
  const answer = await ask(data, ada, AGGREGATE, { measures: COUNT, ...variables });
  expect(answer.refusals).toEqual([]);
  return answer.data.recordAggregate.groups;
}

test("figures come by name, and records without a field count for nothing", async () => {
  const measures = ["COUNT", "SUM", "AVG", "MIN", "MAX", "DISTINCT"].map((name) => ({
    as: name.toLowerCase(),
    function: name,
    field: "age",
  }));
  expect(await groups({ measures: [COUNT, ...measures] })).toEqual([
    { key: {}, values: { n: 4, count: 2, sum: 8, avg: 4, min: 3, max: 5, distinct: 2 } },
  ]);
  expect(await groups({ measures, filter: { field: "name", equals: "nobody" } })).toEqual([
    { key: {}, values: { count: 0, sum: 0, avg: null, min: null, max: null, distinct: 0 } },
  ]);
});

test("keys are what the records have; what is missing is null and comes first", async () => {
  expect(await groups({ groupBy: { field: "active" } })).toEqual([
    { key: { active: null }, values: { n: 2 } },
    { key: { active: false }, values: { n: 1 } },
    { key: { active: true }, values: { n: 1 } },
  ]);
  expect(
    await groups({ groupBy: { field: "note", as: "remark" }, orderBy: { by: "remark", direction: "DESCENDING" } }),
  ).toEqual([
    { key: { remark: "long" }, values: { n: 2 } },
    { key: { remark: null }, values: { n: 2 } },
  ]);
});

test("the hour that a zone's clock shows twice is two, within one day", async () => {
  const seenAt = { field: "seenAt", timeZone: "Europe/Berlin" };
  const filter = { field: "seenAt", isNull: false };
  expect(await groups({ filter, groupBy: { ...seenAt, bucket: "HOUR" } })).toEqual([
    { key: { seenAt: "2026-10-24T22:00:00Z" }, values: { n: 1 } },
    { key: { seenAt: "2026-10-25T00:00:00Z" }, values: { n: 1 } },
    { key: { seenAt: "2026-10-25T01:00:00Z" }, values: { n: 1 } },
  ]);
  expect(await groups({ filter, groupBy: { ...seenAt, bucket: "DAY" } })).toEqual([
    { key: { seenAt: "2026-10-24T22:00:00Z" }, values: { n: 3 } },
  ]);
});

test("the instants that every record has are grouped and measured too", async () => {
  const measures = [COUNT, { as: "latest", function: "MAX", time: "UPDATED_AT" }];
  const [found, ...others] = await groups({ groupBy: { time: "CREATED_AT", bucket: "YEAR" }, measures });
  expect(others).toEqual([]);
  expect(found.key.createdAt).toMatch(/^\d{4}-01-01T00:00:00Z$/);
  expect(found.values).toMatchObject({ n: 4, latest: expect.stringMatching(/^\d{4}-.*Z$/) });
});

test("groups beyond the first ones are told of", async () => {
  const variables = {
    measures: COUNT,
    groupBy: { field: "name" },
    first: 2,
    orderBy: [{ by: "n", direction: "DESCENDING" }],
  };
  const { data: answer } = await ask(data, ada, AGGREGATE, variables);
  const first = [
    { key: { name: "Oslo" }, values: { n: 2 } },
    { key: { name: "" }, values: { n: 1 } },
  ];
  expect(answer.recordAggregate).toEqual({ groups: first, hasMore: true });
});

test.each<[string, object, string, string]>([
  ["no measure", { measures: [] }, "measures", "TOO_FEW"],
  [
    "too many measures",
    { measures: Array.from({ length: 11 }, (_, at) => ({ ...COUNT, as: `n${at}` })) },
    "measures",
    "TOO_MANY",
  ],
  ["too many groups", { groupBy: ["name", "age", "score", "note"].map((field) => ({ field })) }, "groupBy", "TOO_MANY"],
  ["one name for two", { measures: [COUNT, COUNT] }, "measures.1.as", "DUPLICATE"],
  ["no name", { measures: { ...COUNT, as: "" } }, "measures.0.as", "INVALID_LENGTH"],
  ["the sum of texts", { measures: { as: "s", function: "SUM", field: "name" } }, "measures.0.field", "NUMBERS_ONLY"],
  ["a sum of nothing", { measures: { as: "s", function: "SUM" } }, "measures.0", "ONE_SOURCE"],
  ["field and time at once", { groupBy: { field: "name", time: "CREATED_AT" } }, "groupBy.0", "ONE_SOURCE"],
  ["a bucket of texts", { groupBy: { field: "name", bucket: "DAY" } }, "groupBy.0.bucket", "INSTANTS_ONLY"],
  ["a zone without a bucket", { groupBy: { field: "seenAt", timeZone: "UTC" } }, "groupBy.0.timeZone", "NEEDS_BUCKET"],
  [
    "a zone that is none",
    { groupBy: { field: "seenAt", bucket: "DAY", timeZone: "Mars/Base" } },
    "groupBy.0.timeZone",
    "TIME_ZONE",
  ],
  [
    "an offset for a zone",
    { groupBy: { field: "seenAt", bucket: "DAY", timeZone: "+02:00" } },
    "groupBy.0.timeZone",
    "TIME_ZONE",
  ],
  ["an order by nothing", { orderBy: { by: "age" } }, "orderBy.0.by", "UNKNOWN_NAME"],
  ["more groups than there may be", { first: 1001 }, "first", "INVALID_PAGE"],
  [
    "a sum beyond what a number can hold",
    { measures: { as: "s", function: "SUM", field: "score" } },
    "measures.0",
    "TOO_LARGE",
  ],
])("%s is refused with its place", async (_, variables, path, code) => {
  const { refusals } = await ask(data, ada, AGGREGATE, { measures: COUNT, ...variables });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path, code }] }]);
});

test.each([
  [{ groupBy: { field: "__proto__" } }, "groupBy.0.field"],
  [{ measures: { as: "x", function: "MAX", field: "none" } }, "measures.0.field"],
  [{ filter: { not: { field: "none", equals: 1 } } }, "filter.0.not.field"],
])("a field that the schema does not declare is named: %j", async (variables, path) => {
  const { refusals } = await ask(data, ada, AGGREGATE, { measures: COUNT, ...variables });
  expect(refusals).toMatchObject([{ code: "FIELD_UNKNOWN", fields: [{ path }] }]);
});
