import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestWorkers } from "../../../tests/testkit/workers.ts";
import { askBulk, bulk, ended, openTestBulk, people, type TestBulk, tally, UPDATE_MANY } from "./bulk-fixture.ts";
import { ask, someone } from "./fixture.ts";
import { lastWritten } from "./guards.ts";

let data: TestBulk;
beforeAll(async () => {
  data = await openTestBulk({ start: false });
});
afterAll(() => data.stop());

const CANCEL = `mutation ($input: CancelBulkChangeInput!) { cancelBulkChange(input: $input) { bulkChange { id status } } }`;

test("one that waits never begins; again it changes nothing; one that has ended stands", async () => {
  const ada = someone();
  await people(data, ada, 3);
  const id = await askBulk(data, ada, UPDATE_MANY, { all: true, set: { age: 1 } });
  const cancelled = await ask(data, ada, CANCEL, { input: { id } });
  expect(cancelled.data.cancelBulkChange.bulkChange).toEqual({ id, status: "CANCELLED" });
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({ type: "bulk-change.cancelled" });
  expect(audited).toMatchObject({ action: "bulk-change.cancel", target_id: id });
  expect((await ask(data, ada, CANCEL, { input: { id } })).refusals).toEqual([]);
  const workers = await startTestWorkers(data.platform, data.room.jobs);
  const done = await bulk(data, ada, UPDATE_MANY, { all: true, set: { age: 2 } });
  expect(done).toMatchObject({ status: "SUCCEEDED", recordsChanged: 3 });
  expect(await tally(data, ada.tenantId)).toMatchObject({ living: [{ version: 2, many: 3 }] });
  expect(await ended(data, ada, id)).toMatchObject({ status: "CANCELLED", recordsChanged: 0 });
  expect((await ask(data, ada, CANCEL, { input: { id: done.id } })).refusals).toMatchObject([{ code: "CONFLICT" }]);
  await workers.stop();
});
