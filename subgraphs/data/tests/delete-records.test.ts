import { afterAll, beforeAll, expect, test } from "vitest";
import { bulk, DELETE_MANY, openTestBulk, people, type TestBulk, tally } from "./bulk-fixture.ts";
import { ask, create, someone } from "./fixture.ts";
import { bytesOf, restore } from "./history-fixture.ts";

let data: TestBulk;
beforeAll(async () => {
  data = await openTestBulk();
});
afterAll(() => data.stop());

const AGED = [{ field: "age", equals: 7 }];

test("every record that matches is deleted once, is told of, and can be restored", async () => {
  const ada = someone();
  await people(data, ada, 500);
  await create(data, ada, { name: "other", age: 8 });
  const dry = await bulk(data, ada, DELETE_MANY, { filter: AGED, dryRun: true });
  expect(dry).toMatchObject({ status: "SUCCEEDED", recordsMatched: 500, recordsChanged: 500 });
  expect(await tally(data, ada.tenantId)).toMatchObject({ living: [{ version: 1, many: 501 }], deleted: [] });
  const done = await bulk(data, ada, DELETE_MANY, { filter: AGED });
  expect(done).toMatchObject({ kind: "DELETE", status: "SUCCEEDED", recordsMatched: 500, recordsChanged: 500 });
  expect(await tally(data, ada.tenantId)).toEqual({
    living: [{ version: 1, many: 1 }],
    kept: [],
    deleted: [{ version: 2, many: 500 }],
    told: [
      { type: "record.created", many: 1, records: 1 },
      { type: "record.deleted", many: 500, records: 500 },
    ],
  });
  const { deletedRecords } = (
    await ask(data, ada, `{ deletedRecords(collection: "people", first: 1) { nodes { id deletedBy { id } } } }`)
  ).data;
  const [{ id, deletedBy }] = deletedRecords.nodes;
  expect(deletedBy).toEqual({ id: ada.id });
  expect((await restore(data, ada, { id })).refusals).toEqual([]);
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);
});

test("all of a collection are deleted only by its word", async () => {
  const ada = someone();
  await people(data, ada, 3);
  const { refusals } = await ask(data, ada, DELETE_MANY, { input: { collection: "people" } });
  expect(refusals).toMatchObject([{ fields: [{ path: "input.filter", code: "FILTER_REQUIRED" }] }]);
  expect(await bulk(data, ada, DELETE_MANY, { all: true })).toMatchObject({ recordsChanged: 3 });
});
