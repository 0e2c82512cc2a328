import { afterAll, beforeAll, expect, test } from "vitest";
import {
  askBulk,
  bulk,
  ended,
  openTestBulk,
  people,
  readBulk,
  type TestBulk,
  tally,
  UPDATE_MANY,
} from "./bulk-fixture.ts";
import { ask, create, grants, PEOPLE, someone } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { bytesOf, versionsOf } from "./history-fixture.ts";

let data: TestBulk;
beforeAll(async () => {
  data = await openTestBulk();
});
afterAll(() => data.stop());

const AGED = [{ field: "age", equals: 7 }];

test("every record that matches is changed once, with its version, its event, and one audit event for all", async () => {
  const ada = someone();
  await people(data, ada, 700);
  const other = await create(data, ada, { name: "other", age: 8 });
  const done = await bulk(data, ada, UPDATE_MANY, { filter: AGED, set: { age: 8, note: "moved" } });
  expect(done).toMatchObject({
    kind: "UPDATE",
    status: "SUCCEEDED",
    recordsMatched: 700,
    recordsChanged: 700,
    recordsFailed: 0,
    failure: null,
    createdBy: { id: ada.id },
  });
  expect(await tally(data, ada.tenantId)).toEqual({
    living: [
      { version: 1, many: 1 },
      { version: 2, many: 700 },
    ],
    kept: [{ version: 1, many: 700 }],
    deleted: [],
    told: [
      { type: "record.created", many: 1, records: 1 },
      { type: "record.updated", many: 700, records: 700 },
    ],
  });
  const { audit } = await eventsOf(data, ada.tenantId);
  expect(audit.filter(({ action }) => action === "record.update")).toEqual([]);
  expect(audit.filter(({ action }) => /^(records|bulk-change)\./.test(action)).map(({ action }) => action)).toEqual([
    "records.update",
    "bulk-change.finish",
  ]);
  const found = `{ records(collection: "people", first: 2, filter: [{ field: "age", equals: 8 }]) { nodes { id data updatedBy { id } } } }`;
  const [first] = (await ask(data, ada, found)).data.records.nodes;
  expect(first).toMatchObject({ data: { age: 8, note: "moved" }, updatedBy: { id: ada.id } });
  expect((await versionsOf(data, ada, other.id)).nodes).toHaveLength(1);
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);
});

test("a dry run says what would be done, and does nothing", async () => {
  const ada = someone();
  await people(data, ada, 20);
  const given = { filter: AGED, set: { age: null, name: null } };
  const dry = await bulk(data, ada, UPDATE_MANY, { ...given, dryRun: true });
  expect(dry).toMatchObject({
    status: "SUCCEEDED",
    dryRun: true,
    recordsMatched: 20,
    recordsChanged: 0,
    recordsFailed: 20,
  });
  const fine = await bulk(data, ada, UPDATE_MANY, { filter: AGED, set: { age: 1 }, dryRun: true });
  expect(fine).toMatchObject({ recordsMatched: 20, recordsChanged: 20, recordsFailed: 0 });
  expect(await tally(data, ada.tenantId)).toMatchObject({ living: [{ version: 1, many: 20 }], kept: [], told: [] });
});

test("one that would not fit stays and says why; one that stays the same has no new version", async () => {
  const ada = someone();
  await people(data, ada, 3);
  const bad = await create(data, ada, { name: "bad", age: 7, note: "x" });
  const same = await bulk(data, ada, UPDATE_MANY, { filter: AGED, set: { note: "x" } });
  expect(same).toMatchObject({ recordsMatched: 4, recordsChanged: 3 });
  const failed = await bulk(data, ada, UPDATE_MANY, {
    filter: [{ field: "name", equals: "bad" }],
    set: { name: null },
  });
  expect(failed).toMatchObject({ status: "SUCCEEDED", recordsChanged: 0, recordsFailed: 1 });
  expect(failed.failures.nodes).toMatchObject([{ recordId: bad.id, code: expect.stringMatching(/REQUIRED/i) }]);
  expect((await versionsOf(data, ada, bad.id)).nodes).toHaveLength(1);
});

test("unique values that would meet are failures, and all others are changed", async () => {
  const ada = someone();
  const properties = { ...PEOPLE.properties, note: { type: "string", maxLength: 10, "x-unique": true } };
  const DEFINE = `mutation ($input: DefineCollectionInput!) { defineCollection(input: $input) { collection { id } } }`;
  await ask(data, ada, DEFINE, { input: { name: "people", schema: { ...PEOPLE, properties } } });
  const [first, second] = [
    await create(data, ada, { name: "a", age: 7 }),
    await create(data, ada, { name: "b", age: 7 }),
  ];
  const done = await bulk(data, ada, UPDATE_MANY, { filter: AGED, set: { note: "one" } });
  expect(done).toMatchObject({ status: "SUCCEEDED", recordsMatched: 2, recordsChanged: 1, recordsFailed: 1 });
  expect(done.failures.nodes).toMatchObject([{ recordId: second.id, code: "NOT_UNIQUE", path: "/note" }]);
  expect((await versionsOf(data, ada, first.id)).nodes).toHaveLength(2);
});

test("more than expected, and nothing is changed; records made later are none of them", async () => {
  const ada = someone();
  await people(data, ada, 5);
  const stopped = await bulk(data, ada, UPDATE_MANY, { filter: AGED, set: { age: 8 }, expectedCount: 4 });
  expect(stopped).toMatchObject({ status: "FAILED", recordsChanged: 0, failure: { code: "BULK_TOO_MANY" } });
  expect(await bulk(data, ada, UPDATE_MANY, { all: true, set: { age: 9 }, expectedCount: 5 })).toMatchObject({
    status: "SUCCEEDED",
    recordsChanged: 5,
  });
});

test("whoever has lost the right in between changes nothing more", async () => {
  const ada = someone();
  await people(data, ada, 5);
  for (const lost of [
    { permissions: ["record:update" as const], collections: undefined },
    { permissions: ["records:update" as const], collections: ["others"] },
  ]) {
    grants.set(ada.id, lost);
    expect(await bulk(data, ada, UPDATE_MANY, { all: true, set: { age: 9 } })).toMatchObject({
      status: "FAILED",
      recordsChanged: 0,
      failure: { code: "BULK_REFUSED" },
    });
  }
});

test("what it was asked with is forgotten when it has ended", async () => {
  const ada = someone();
  await people(data, ada, 1);
  await bulk(data, ada, UPDATE_MANY, { filter: [{ field: "name", equals: "n0" }], set: { note: "secret" } });
  const { rows } = await data.platform.databases.owner.pool.query(
    "select filter, patch from data.bulk_change where tenant_id = $1",
    [ada.tenantId],
  );
  expect(rows).toEqual([{ filter: null, patch: null }]);
});

test.each([
  ["nothing said", { set: { age: 1 } }, "input.filter", "FILTER_REQUIRED"],
  ["an empty filter", { filter: [], set: { age: 1 } }, "input.filter", "FILTER_REQUIRED"],
  ["both", { filter: AGED, all: true, set: { age: 1 } }, "input.all", "FILTER_AND_ALL"],
  ["a wrong value", { filter: [{ field: "age", equals: "x" }], set: { age: 1 } }, "input.filter.0.equals", "TYPE"],
  [
    "a field that is not declared",
    { filter: [{ field: "nothing", equals: "x" }], set: { age: 1 } },
    "input.filter.0.field",
    "FIELD_UNKNOWN",
  ],
  ["no object", { filter: AGED, set: [1] }, "input.set", "NOT_AN_OBJECT"],
  ["nothing to set", { filter: AGED, set: {} }, "input.set", "EMPTY"],
  ["a NUL", { filter: AGED, set: { note: "\0" } }, "input.set/note", "INVALID_TEXT"],
  ["less than none", { filter: AGED, set: { age: 1 }, expectedCount: -1 }, "input.expectedCount", "OUT_OF_RANGE"],
])("%s is refused with its place", async (_what, given, path, code) => {
  const ada = someone();
  await people(data, ada, 1);
  const { refusals } = await ask(data, ada, UPDATE_MANY, { input: { collection: "people", ...given } });
  expect(refusals).toMatchObject([{ fields: [{ path, code }] }]);
});

test("a change under way tells how far it is", async () => {
  const ada = someone();
  await people(data, ada, 3);
  const id = await askBulk(data, ada, UPDATE_MANY, { all: true, set: { age: 1 } });
  expect(["QUEUED", "RUNNING", "SUCCEEDED"]).toContain((await readBulk(data, ada, id)).status);
  await ended(data, ada, id);
});
