import { afterAll, beforeAll, expect, test } from "vitest";
import { askExport, controlExport, readExport } from "./export-fixture.ts";
import { define, openTestData, someone, type TestData } from "./fixture.ts";
import { lastWritten } from "./guards.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

test("one that waits is resumed as often as one likes, and gets one job more for each pause", async () => {
  const ada = someone();
  await define(data, ada);
  const id = await askExport(data, ada);
  const jobs = async () => {
    const { pool } = data.platform.databases.owner;
    return (await pool.query("select from platform.job where tenant_id = $1", [ada.tenantId])).rows.length;
  };
  expect((await controlExport(data, ada, "resume", id)).refusals).toEqual([]);
  expect(await jobs()).toBe(1);
  await controlExport(data, ada, "pause", id);
  const both = await Promise.all([1, 2].map(() => controlExport(data, ada, "resume", id)));
  expect(both.map(({ data: answer }) => answer.resumeExport.export.status)).toEqual(["QUEUED", "QUEUED"]);
  expect(await jobs()).toBe(2);
  const { audited } = await lastWritten(data, ada.tenantId);
  expect(audited).toMatchObject({ action: "export.resume", target_id: id });
  expect(await readExport(data, ada, id)).toMatchObject({ status: "QUEUED" });
});
