import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers } from "../../../tests/testkit/workers.ts";
import { openTestBulk, people, type TestBulk } from "./bulk-fixture.ts";
import { askExport } from "./export-fixture.ts";
import { ask, someone } from "./fixture.ts";
import { lastWritten } from "./guards.ts";

let data: TestBulk;
beforeAll(async () => {
  data = await openTestBulk({ start: false });
});
afterAll(() => data.stop());

const CANCEL = `mutation ($input: CancelExportInput!) { cancelExport(input: $input) { export { id status } } }`;
const READ = `query ($id: ID!) { export(id: $id) { status recordsWritten parts { bytes } } }`;

test("one that waits never begins, and gives no file; again it changes nothing; one that has ended stands", async () => {
  const ada = someone();
  await people(data, ada, 3);
  const id = await askExport(data, ada);
  expect((await ask(data, ada, CANCEL, { input: { id } })).data.cancelExport.export).toEqual({
    id,
    status: "CANCELLED",
  });
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({ type: "export.cancelled" });
  expect(audited).toMatchObject({ action: "export.cancel", target_id: id });
  expect((await ask(data, ada, CANCEL, { input: { id } })).refusals).toEqual([]);
  const workers = await startTestWorkers(data.platform, data.room.jobs);
  const other = await askExport(data, ada);
  const statusOf = async (one: string) => (await ask(data, ada, READ, { id: one })).data.export;
  await until(async () => (await statusOf(other)).status === "SUCCEEDED", 20_000);
  expect(await statusOf(id)).toEqual({ status: "CANCELLED", recordsWritten: 0, parts: [] });
  expect((await ask(data, ada, CANCEL, { input: { id: other } })).refusals).toMatchObject([{ code: "CONFLICT" }]);
  await workers.stop();
});
