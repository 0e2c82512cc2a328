import { afterAll, beforeAll, expect, test } from "vitest";
import { create, define, someone } from "./fixture.ts";
import { importFile, openTestImports, storedRows, type TestImports } from "./import-fixture.ts";

let imports: TestImports;
beforeAll(async () => {
  imports = await openTestImports();
});
afterAll(() => imports.stop());

const SCHEMA = {
  type: "object",
  properties: { code: { type: "string", maxLength: 20, "x-unique": true }, n: { type: "integer" } },
};
const ROWS = 2_500;
/** Rows 11 and 2,001 repeat others, row 3 a record that is there already. */
const lines = Array.from({ length: ROWS }, (_, at) => `c${at + 1},${at}`);
lines[10] = "c5,10";
lines[2_000] = "c5,2000";
lines[2] = "taken,2";
const FILE = `code,n\n${lines.join("\n")}\n`;
const WRONG = [3, 11, 2_001].map((row) => ({ row, code: "VALUE_TAKEN", column: "code", value: null }));

async function tenant() {
  const ann = someone();
  await define(imports, ann, SCHEMA);
  await create(imports, ann, { code: "taken" });
  return ann;
}

async function stagedKeys(tenantId: string) {
  const { pool } = imports.platform.databases.owner;
  return (await pool.query("select from data.staged_key where tenant_id = $1", [tenantId])).rowCount;
}

test("PARTIAL rejects what repeats a unique value, in the file or of a record, and stores the rest", async () => {
  const ann = await tenant();
  const done = await importFile(imports, ann, FILE, "PARTIAL");
  expect(done).toMatchObject({ status: "SUCCEEDED", rowsStored: ROWS - 3, rowsRejected: 3 });
  expect(done.rejections.nodes).toMatchObject(WRONG);
  expect(await storedRows(imports, done.id)).toHaveLength(ROWS - 3);
});

test("STRICT finds it while it checks, and stores nothing", async () => {
  const ann = await tenant();
  const done = await importFile(imports, ann, FILE, "STRICT");
  expect(done).toMatchObject({ status: "FAILED", rowsStored: 0, failure: { code: "ROWS_REJECTED" } });
  expect(done.rejections.nodes).toMatchObject(WRONG);
  expect(await storedRows(imports, done.id)).toEqual([]);
  const right = FILE.replace("c5,10\n", "x1,10\n").replace("c5,2000", "x2,2000").replace("taken", "x3");
  expect(await importFile(imports, ann, right, "STRICT")).toMatchObject({ status: "SUCCEEDED", rowsStored: ROWS });
  await expect.poll(() => stagedKeys(ann.tenantId), { timeout: 15_000 }).toBe(0);
});
