import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData } from "./fixture.ts";
import { eventsOf, lastWritten } from "./guards.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const CREATE = `mutation ($input: CreateRecordInput!) { createRecord(input: $input) { record { id } } }`;

test("a record, its event and its audit event are written by one transaction and say the same", async () => {
  const ada = someone();
  const collection = await define(data, ada);
  const record = await create(data, ada, { name: "Ada", age: 36 });
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({ type: "record.created" });
  expect(event?.payload).toMatchObject({
    version: 1,
    data: { name: "Ada", age: 36 },
    createdAt: record.createdAt,
    createdBy: ada.id,
    updatedAt: record.updatedAt,
    updatedBy: ada.id,
  });
  expect(audited).toMatchObject({
    action: "record.create",
    target_id: record.id,
    body: { actor: { id: ada.id }, detail: { collection: collection.name, version: 1 } },
  });
  const { data: read } = await ask(
    data,
    ada,
    `query ($id: ID!) { record(id: $id) { createdAt updatedAt } }`,
    record as never,
  );
  expect(read.record).toEqual({ createdAt: record.createdAt, updatedAt: record.updatedAt });
});

test("a wrong record is refused with every fault, and nothing is written", async () => {
  const ada = someone();
  await define(data, ada);
  const before = await eventsOf(data, ada.tenantId);
  const wrong = { age: -1, secret: "do not repeat me" };
  const { refusals } = await ask(data, ada, CREATE, { input: { collection: "people", data: wrong } });
  expect(refusals).toMatchObject([
    {
      code: "INVALID_RECORD",
      fields: [
        { path: "/name", code: "REQUIRED" },
        { path: "/secret", code: "ADDITIONAL_PROPERTIES" },
        { path: "/age", code: "MINIMUM" },
      ],
    },
  ]);
  expect(JSON.stringify(refusals)).not.toContain("repeat me");
  expect(await eventsOf(data, ada.tenantId)).toEqual(before);
});

test.each<[string, unknown]>([
  ["a text", "x"],
  ["null in a list", [null]],
  ["NUL", { name: "a\u0000b" }],
  ["half a surrogate pair", { name: "\ud800" }],
  ["a property __proto__", JSON.parse('{"name":"x","__proto__":{}}')],
  ["more than a mebibyte", { name: "x", note: "y".repeat(1 << 20) }],
])("%s is no record", async (_, record) => {
  const ada = someone();
  await define(data, ada);
  const { refusals } = await ask(data, ada, CREATE, { input: { collection: "people", data: record } });
  expect(refusals).toMatchObject([{ code: "INVALID_RECORD" }]);
});

test("a text of exactly the indexed length in four-byte characters fits its index", async () => {
  const ada = someone();
  const schema = { type: "object", properties: { t: { type: "string", maxLength: 512, "x-indexed": true } } };
  await define(data, ada, schema, "wide");
  // Random, or the index entry would be compressed.
  const wide = Array.from({ length: 512 }, () =>
    String.fromCodePoint(0x10000 + Math.floor(Math.random() * 0x80000)),
  ).join("");
  await create(data, ada, { t: wide }, "wide");
  const query = `query ($t: JSON) { records(collection: "wide", filter: [{ field: "t", equals: $t }]) {
    nodes { data } pageInfo { endCursor } } }`;
  const { data: answer } = await ask(data, ada, query, { t: wide });
  expect(answer.records.nodes).toEqual([{ data: { t: wide } }]);
});
