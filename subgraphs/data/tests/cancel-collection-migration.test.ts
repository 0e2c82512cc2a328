import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestWorkers } from "../../../tests/testkit/workers.ts";
import { ended, list, migrate, stored, update } from "./evolution-fixture.ts";
import { ask, create, define, openTestData, someone, type TestData } from "./fixture.ts";
import { lastWritten } from "./guards.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const CANCEL = `mutation ($input: CancelCollectionMigrationInput!) { cancelCollectionMigration(input: $input) { migration { state finishedAt } } }`;
const CREATE = `mutation ($data: JSON!) { createRecord(input: { collection: "people", data: $data }) { record { id } } }`;
const schema = (age: object) => ({ type: "object", additionalProperties: false, properties: { age } });

test("while records are checked they must fit both schemas; cancelled, the old one alone holds again", async () => {
  const ann = someone();
  await define(data, ann, schema({ type: "integer" }));
  await create(data, ann, { age: 7 });
  const next = schema({ type: "integer", maximum: 10, "x-indexed": true });
  const id = await migrate(data, ann, { schema: next, mapping: [] });
  expect((await update(data, ann, { schema: next, mapping: [] })).refusals).toMatchObject([
    { code: "CONFLICT", fields: [{ path: "input.name", code: "MIGRATION_RUNNING" }] },
  ]);
  const { refusals } = await ask(data, ann, CREATE, { data: { age: 11 } });
  expect(refusals).toMatchObject([{ code: "INVALID_RECORD", fields: [{ path: "/age", code: "MAXIMUM" }] }]);
  expect(refusals[0]?.fields?.[0]?.message).toContain("is migrated");
  await create(data, ann, { age: 8 });
  expect((await stored(data, ann)).map(({ n1, schema_version }) => ({ n1, schema_version }))).toEqual([
    { n1: null, schema_version: 1 },
    { n1: 8, schema_version: 1 },
  ]);

  const { data: answer } = await ask(data, ann, CANCEL, { input: { id } });
  expect(answer.cancelCollectionMigration.migration).toEqual({ state: "CANCELLED", finishedAt: null });
  expect((await lastWritten(data, ann.tenantId)).event).toMatchObject({ type: "collection.migration-cancelled" });
  await create(data, ann, { age: 11 });
  expect((await ask(data, ann, CANCEL, { input: { id } })).refusals).toMatchObject([
    { code: "CONFLICT", fields: [{ path: "input.id", code: "NOT_CANCELLABLE" }] },
  ]);

  const workers = await startTestWorkers(data.platform, data.room.jobs);
  expect(await ended(data, ann, id)).toMatchObject({ state: "CANCELLED", recordsMoved: 0 });
  await workers.stop();
  expect((await stored(data, ann)).map(({ n1 }) => n1)).toEqual([null, null, null]);
  expect((await list(data, ann)).map((one) => one.data.age)).toEqual([7, 8, 11]);
});
