import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData } from "./fixture.ts";
import { eventsOf, lastWritten } from "./guards.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const DELETE = `mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { id } }`;

test("a deleted record is gone, with one event and one audit event", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "Ada" });
  const { data: answer } = await ask(data, ada, DELETE, { input: { id } });
  expect(answer.deleteRecord).toEqual({ id });
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({ type: "record.deleted", payload: { version: 1 } });
  expect(audited).toMatchObject({ action: "record.delete", target_id: id, body: { detail: { version: 1 } } });
  const read = await ask(data, ada, `query ($id: ID!) { record(id: $id) { id } }`, { id });
  expect(read.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("with a version only that version is deleted", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "Ada" });
  const before = await eventsOf(data, ada.tenantId);
  const late = await ask(data, ada, DELETE, { input: { id, version: 2 } });
  expect(late.refusals).toMatchObject([{ code: "VERSION_MISMATCH" }]);
  expect(await eventsOf(data, ada.tenantId)).toEqual(before);
  expect((await ask(data, ada, DELETE, { input: { id, version: 1 } })).refusals).toEqual([]);
});

test("of parallel deletions exactly one deletes", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "Ada" });
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(data, ada, DELETE, { input: { id } })));
  const codes = answers.map(({ refusals }) => refusals[0]?.code ?? "OK").sort();
  expect(codes).toEqual([...Array(9).fill("NOT_FOUND"), "OK"]);
  expect((await eventsOf(data, ada.tenantId)).outbox.filter(({ type }) => type === "record.deleted")).toHaveLength(1);
});
