import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, someone } from "./fixture.ts";
import { openTestImports, startImport, type TestImports } from "./import-fixture.ts";

let imports: TestImports;
beforeAll(async () => {
  imports = await openTestImports();
});
afterAll(() => imports.stop());

const BOOKS = {
  type: "object",
  required: ["title"],
  properties: {
    title: { type: "string", maxLength: 100, "x-searchable": "english" },
    note: { type: "string", maxLength: 100, "x-searchable": "german" },
    page: { type: "integer" },
  },
};
const LIST = `query ($search: String, $filter: [RecordFilter!]) {
  records(collection: "books", search: $search, filter: $filter, first: 500) { nodes { data } } }`;

const ROWS = 300;

test("imported records are found as created ones are, each with the texts that it has", async () => {
  const ada = someone();
  await define(imports, ada, BOOKS, "books");
  const rows = Array.from({ length: ROWS }, (_, at) => `Running ${at},${at % 3 === 0 ? "" : `Häuser ${at % 7}`},${at}`);
  await imports.ended(await startImport(imports, ada, `title,note,page\n${rows.join("\n")}`, "STRICT", "books"));

  const count = async (variables: object) =>
    (await ask(imports, ada, LIST, { ...variables })).data.records.nodes.length as number;
  const withNote = rows.filter((row) => row.includes("Häuser")).length;
  expect(await count({ search: "runs" })).toBe(ROWS);
  expect(await count({ search: "haus" })).toBe(withNote);
  expect(await count({ search: "haus -running" })).toBe(0);
  expect(await count({ filter: [{ field: "note", contains: "ÄUSER 3" }] })).toBe(
    rows.filter((row) => row.includes("Häuser 3")).length,
  );
  const { rows: stored } = await imports.platform.databases.owner.pool.query(
    "select slot, count(*)::int from data.record_text where tenant_id = $1 group by slot order by slot",
    [ada.tenantId],
  );
  expect(stored).toEqual([
    { slot: 0, count: ROWS },
    { slot: 1, count: ROWS },
    { slot: 2, count: withNote },
  ]);
});
