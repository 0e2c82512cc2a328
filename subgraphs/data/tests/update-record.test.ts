import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { eventsOf, lastWritten } from "./guards.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const UPDATE = `mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record {
  id version data createdAt updatedAt createdBy { id } updatedBy { id } } } }`;

const update = (who: TestPrincipal, input: object) => ask(data, who, UPDATE, { input });

test("an update replaces the data, counts the version up, and keeps who created the record", async () => {
  const ada = someone();
  const eve = someone(ada.tenantId);
  await define(data, ada);
  const { id, createdAt } = await create(data, ada, { name: "Ada", age: 36 });
  const { data: answer } = await update(eve, { id, version: 1, data: { name: "Eve" } });
  const { record } = answer.updateRecord;
  expect(record).toMatchObject({ id, version: 2, data: { name: "Eve" }, createdAt, createdBy: { id: ada.id } });
  expect(record.updatedBy).toEqual({ id: eve.id });
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({
    type: "record.updated",
    payload: { version: 2, data: { name: "Eve" }, createdBy: ada.id },
  });
  expect(event?.payload.updatedAt).toBe(record.updatedAt);
  expect(audited).toMatchObject({ action: "record.update", target_id: id, body: { detail: { version: 2 } } });
});

test("an updated field is found by its new value only", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "old", age: 1 });
  await update(ada, { id, version: 1, data: { name: "new" } });
  const found = async (field: string, equals: unknown) => {
    const query = `query ($filter: [RecordFilter!]) { records(collection: "people", filter: $filter) { nodes { id } } }`;
    return (await ask(data, ada, query, { filter: [{ field, equals }] })).data.records.nodes.length;
  };
  expect([
    await found("name", "old"),
    await found("name", "new"),
    await found("age", 1),
    await found("age", null),
  ]).toEqual([0, 1, 0, 1]);
});

test("of parallel updates of one version exactly one wins, and the others are told", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "start" });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => update(ada, { id, version: 1, data: { name: `writer ${at}` } })),
  );
  const codes = answers.map(({ refusals }) => refusals[0]?.code ?? "OK");
  expect(codes.filter((code) => code === "OK")).toHaveLength(1);
  expect(codes.filter((code) => code === "VERSION_MISMATCH")).toHaveLength(19);
  const { outbox, audit } = await eventsOf(data, ada.tenantId);
  expect(outbox.filter(({ type }) => type === "record.updated")).toHaveLength(1);
  expect(audit.filter(({ action }) => action === "record.update")).toHaveLength(1);
});

test("an old version, a wrong record and a deleted record change nothing", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "Ada" });
  await update(ada, { id, version: 1, data: { name: "Eve" } });
  const before = await eventsOf(data, ada.tenantId);
  expect((await update(ada, { id, version: 1, data: { name: "late" } })).refusals[0]?.code).toBe("VERSION_MISMATCH");
  expect((await update(ada, { id, version: 3, data: { name: "early" } })).refusals[0]?.code).toBe("VERSION_MISMATCH");
  expect((await update(ada, { id, version: 2, data: {} })).refusals[0]?.code).toBe("INVALID_RECORD");
  expect(await eventsOf(data, ada.tenantId)).toEqual(before);
  await ask(data, ada, `mutation ($id: ID!) { deleteRecord(input: { id: $id }) { id } }`, { id });
  expect((await update(ada, { id, version: 2, data: { name: "x" } })).refusals[0]?.code).toBe("NOT_FOUND");
});
