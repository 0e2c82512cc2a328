import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, PEOPLE, someone, type TestData } from "./fixture.ts";
import { eventsOf, lastWritten } from "./guards.ts";
import { bytesOf, remove, restore, update, versionsOf } from "./history-fixture.ts";
import { follow, take } from "./subscription.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

test("a deleted record comes back under its id, found and counted as before", async () => {
  const ada = someone();
  const eve = someone(ada.tenantId);
  await define(data, ada);
  const { id, createdAt } = await create(data, ada, { name: "Ada", age: 36 });
  await remove(data, ada, id);
  const { data: answer } = await restore(data, eve, { id, expectedVersion: 2 });
  expect(answer.restoreRecord.record).toMatchObject({
    id,
    version: 3,
    data: { name: "Ada", age: 36 },
    createdAt,
    createdBy: { id: ada.id },
    updatedBy: { id: eve.id },
  });
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({
    type: "record.restored",
    payload: { version: 3, data: { name: "Ada", age: 36 }, restoredFrom: 1, wasDeleted: true },
  });
  expect(audited).toMatchObject({ action: "record.restore", target_id: id, body: { detail: { restoredFrom: 1 } } });
  const list = `{ records(collection: "people", filter: [{ field: "age", equals: 36 }]) { nodes { id version } } }`;
  expect((await ask(data, ada, list)).data.records.nodes).toEqual([{ id, version: 3 }]);
  const gone = await ask(data, ada, `query ($id: ID!) { deletedRecord(id: $id) { id } }`, { id });
  expect(gone.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("a living record gets the data of an older version, as its next", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "one" });
  await update(data, ada, id, 1, { name: "two" });
  expect((await restore(data, ada, { id, version: 1, expectedVersion: 1 })).refusals).toMatchObject([
    { code: "VERSION_MISMATCH" },
  ]);
  const { data: answer } = await restore(data, ada, { id, version: 1, expectedVersion: 2 });
  expect(answer.restoreRecord.record).toMatchObject({ version: 3, data: { name: "one" } });
});

test("subscribers see a deleted one as created, and a living one as updated", async () => {
  const ada = someone();
  await define(data, ada);
  const source = await follow(data, ada, null, "people");
  const { id } = await create(data, ada, { name: "one" });
  await update(data, ada, id, 1, { name: "two" });
  await restore(data, ada, { id, version: 1 });
  await remove(data, ada, id);
  await restore(data, ada, { id });
  const seen = await take(source, 5);
  expect(seen.map(({ kind, record }) => [kind, record?.version ?? null])).toEqual([
    ["CREATED", 1],
    ["UPDATED", 2],
    ["UPDATED", 3],
    ["DELETED", null],
    ["CREATED", 5],
  ]);
});

test("what is not kept, was a deletion, or was not said is refused with its place", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "one" });
  const before = await eventsOf(data, ada.tenantId);
  for (const version of [7, 0, -1, null])
    expect((await restore(data, ada, { id, version })).refusals).toMatchObject([
      { code: "BAD_USER_INPUT", fields: [{ path: "input.version", code: "NO_SUCH_VERSION" }] },
    ]);
  expect(await eventsOf(data, ada.tenantId)).toEqual(before);
  await remove(data, ada, id);
  await restore(data, ada, { id });
  expect((await restore(data, ada, { id, version: 2 })).refusals[0]?.code).toBe("BAD_USER_INPUT");
});

test("of many who restore one record, one does, and the others find it restored", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "one" });
  await remove(data, ada, id);
  const answers = await Promise.all(Array.from({ length: 8 }, () => restore(data, ada, { id, expectedVersion: 2 })));
  const codes = answers.map(({ refusals }) => refusals[0]?.code ?? "OK").sort();
  expect(codes).toEqual(["OK", ...Array(7).fill("VERSION_MISMATCH")]);
  expect((await versionsOf(data, ada, id)).nodes).toHaveLength(3);
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);
});

test("a unique value that another record has taken meanwhile is a conflict, and nothing comes back", async () => {
  const ada = someone();
  const properties = { ...PEOPLE.properties, name: { type: "string", maxLength: 100, "x-unique": true } };
  await define(data, ada, { ...PEOPLE, properties });
  const { id } = await create(data, ada, { name: "one" });
  await remove(data, ada, id);
  await create(data, ada, { name: "one" });
  const { refusals } = await restore(data, ada, { id });
  expect(refusals).toMatchObject([{ code: "CONFLICT", fields: [{ path: "/name", code: "NOT_UNIQUE" }] }]);
  expect((await ask(data, ada, `{ deletedRecords(collection: "people") { nodes { id } } }`)).data).toEqual({
    deletedRecords: { nodes: [{ id }] },
  });
});

test("data that does not fit the schema of today is refused with what is wrong", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "one" });
  await remove(data, ada, id);
  await data.platform.databases.owner.pool.query("update data.deleted_record set data = '{}' where tenant_id = $1", [
    ada.tenantId,
  ]);
  const { refusals } = await restore(data, ada, { id });
  expect(refusals).toMatchObject([{ code: "INVALID_RECORD" }]);
});
