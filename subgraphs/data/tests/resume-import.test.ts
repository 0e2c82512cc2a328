import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, someone } from "./fixture.ts";
import { lastWritten } from "./guards.ts";
import { openTestImports, readImport, startImport, type TestImports } from "./import-fixture.ts";

let imports: TestImports;
beforeAll(async () => {
  imports = await openTestImports({ start: false });
});
afterAll(() => imports.stop());

const PAUSE = "mutation ($input: PauseImportInput!) { pauseImport(input: $input) { import { status } } }";
const RESUME = "mutation ($input: ResumeImportInput!) { resumeImport(input: $input) { import { status } } }";

test("one that waits is resumed as often as one likes, and gets one job more for each pause", async () => {
  const ada = someone();
  await define(imports, ada);
  const id = await startImport(imports, ada, "name\nAda\n");
  const jobs = async () => {
    const { pool } = imports.platform.databases.owner;
    return (await pool.query("select from platform.job where tenant_id = $1", [ada.tenantId])).rows.length;
  };
  expect((await ask(imports, ada, RESUME, { input: { id } })).refusals).toEqual([]);
  expect(await jobs()).toBe(1);
  await ask(imports, ada, PAUSE, { input: { id } });
  const both = await Promise.all([1, 2].map(() => ask(imports, ada, RESUME, { input: { id } })));
  expect(both.map(({ data }) => data.resumeImport.import.status)).toEqual(["QUEUED", "QUEUED"]);
  expect(await jobs()).toBe(2);
  const { audited } = await lastWritten(imports, ada.tenantId);
  expect(audited).toMatchObject({ action: "import.resume", target_id: id });
  expect(await readImport(imports, ada, id)).toMatchObject({ status: "QUEUED" });
});
