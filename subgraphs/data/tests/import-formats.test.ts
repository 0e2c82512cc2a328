import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, define, someone, type TestPrincipal } from "./fixture.ts";
import { createImport, openTestImports, storedRows, type TestImports, upload } from "./import-fixture.ts";

let imports: TestImports;

beforeAll(async () => {
  imports = await openTestImports();
}, 60_000);
afterAll(() => imports.stop());

const READ = `query ($id: ID!) { import(id: $id) { status format encoding compression delimiter items formulas rowsStored rowsRejected
  failure { code line message } rejections(first: 50) { nodes { row line column path field code value } } } }`;

/** Imports a file of `people` to its end. */
async function importWith(principal: TestPrincipal, content: string | Buffer, options: Record<string, unknown> = {}) {
  const input = {
    collection: "people",
    upload: await upload(imports, principal, content),
    mode: "PARTIAL",
    ...options,
  };
  const made = await createImport(imports, principal, input);
  if (made.refusals[0]) throw new Error(JSON.stringify(made.refusals));
  const { id } = made.data.createImport.import;
  await imports.ended(id);
  const { data } = await ask(imports, principal, READ, { id });
  return { ...data.import, stored: (await storedRows(imports, id)).map((row) => row.data) };
}

async function tenantWithPeople(): Promise<TestPrincipal> {
  const principal = someone();
  await define(imports, principal);
  return principal;
}

const PEOPLE = [
  { name: "Åda", age: 36 },
  { name: "Bob €", age: 41 },
];

describe("the same records come of", () => {
  const csv = "name;age\r\nÅda;36\r\nBob €;41\r\n";
  const ndjson = PEOPLE.map((one) => JSON.stringify(one)).join("\n");
  const found = { format: "CSV", encoding: "UTF_8", compression: "NONE", delimiter: "SEMICOLON" };

  test.each<[string, Buffer, Record<string, unknown>, Record<string, unknown>]>([
    ["CSV with semicolons", Buffer.from(csv), {}, found],
    [
      "CSV of UTF-16 with tabs",
      Buffer.from(`\ufeff${csv.replaceAll(";", "\t")}`, "utf16le"),
      {},
      { ...found, encoding: "UTF_16LE", delimiter: "TAB" },
    ],
    [
      "CSV of Windows-1252 with pipes",
      Buffer.from("name|age\n\xc5da|36\nBob \x80|41", "latin1"),
      { encoding: "WINDOWS_1252", delimiter: "PIPE" },
      { ...found, encoding: "WINDOWS_1252", delimiter: "PIPE" },
    ],
    ["NDJSON", Buffer.from(ndjson), {}, { ...found, format: "NDJSON", delimiter: null }],
    [
      "NDJSON in gzip",
      gzipSync(ndjson),
      { format: "NDJSON", compression: "GZIP" },
      { ...found, format: "NDJSON", compression: "GZIP", delimiter: null },
    ],
  ])("%s", async (_what, content, said, known) => {
    const done = await importWith(await tenantWithPeople(), content, { mode: "STRICT", ...said });
    expect(done).toMatchObject({ status: "SUCCEEDED", failure: null, ...known });
    expect(done.stored).toEqual(PEOPLE);
  });
});

test("\\N is null, and formulas lose the apostrophe that exports give them, unless texts are to stay as they are", async () => {
  const principal = someone();
  const schema = { type: "object", properties: { name: { type: ["string", "null"] }, note: { type: "string" } } };
  await define(imports, principal, schema);
  const content = `name,note\n\\N,'=1+1\n"\\N","''@a"\n'quoted',-1\n`;
  const { stored } = await importWith(principal, content);
  expect(stored).toEqual([
    { name: null, note: "=1+1" },
    { name: "\\N", note: "'@a" },
    { name: "'quoted'", note: "-1" },
  ]);
  const verbatim = await importWith(principal, content, { formulas: "VERBATIM" });
  expect(verbatim.stored[1]).toEqual({ name: "\\N", note: "''@a" });
});

test("wrong lines of NDJSON are reported with line, path and field", async () => {
  const content = '{"name":"Ada"}\n{"name":"Eve","age":"old"}\n\n{"name":"x","name":"y"}\n[]\n';
  const { status, rowsStored, rejections } = await importWith(await tenantWithPeople(), content);
  expect({ status, rowsStored }).toEqual({ status: "SUCCEEDED", rowsStored: 1 });
  expect(rejections.nodes).toEqual([
    { row: 2, line: 2, column: null, path: "/age", field: "/age", code: "VALUE_TYPE", value: "o*d" },
    { row: 3, line: 4, column: null, path: "/name", field: "/name", code: "VALUE_DUPLICATE", value: null },
    { row: 4, line: 5, column: null, path: null, field: null, code: "ROW_JSON", value: null },
  ]);
});

const good = Array.from({ length: 30_000 }, (_, at) => `n${at},${at}`).join("\n");

describe("nothing is stored, in either mode, of", () => {
  test.each<[string, string | Buffer, Record<string, unknown>, string, number | null]>([
    [
      "a file that becomes Latin-1 late",
      Buffer.concat([Buffer.from(`name,age\n${good}\n`), Buffer.from("caf\xe9,1\n", "latin1")]),
      {},
      "FILE_ENCODING",
      30_002,
    ],
    [
      "the same in gzip",
      gzipSync(Buffer.concat([Buffer.from(`name,age\n${good}\n`), Buffer.from("caf\xe9,1\n", "latin1")])),
      {},
      "FILE_ENCODING",
      30_002,
    ],
    ["gzip that breaks off late", gzipSync(`name,age\n${good}\n`).subarray(0, -5), {}, "GZIP_DAMAGED", null],
    ["CSV that was called NDJSON", `name,age\n${good}\n`, { format: "NDJSON" }, "FILE_FORMAT", 1],
    ["NDJSON that was called XML", '{"name":"Ada"}', { format: "XML" }, "FILE_FORMAT", 1],
    ["NDJSON that was called JSON", '{"name":"Ada"}\n{"name":"Bob"}\n', { format: "JSON" }, "FILE_FORMAT", 1],
    ["CSV of which items were said", "name,age\nAda,1\n", { items: "/people" }, "FILE_FORMAT", 1],
    ["NDJSON that was called CSV", '{"name":"Ada"}\n', { format: "CSV" }, "CSV_QUOTE", 1],
    ["a hundred thousand columns", `name,age\n${",".repeat(100_000)}\n`, {}, "CSV_TOO_MANY_COLUMNS", 2],
  ])("%s", async (_what, content, said, code, line) => {
    for (const mode of ["STRICT", "PARTIAL"]) {
      const { status, failure, stored } = await importWith(await tenantWithPeople(), content, { mode, ...said });
      expect({ status, failure, stored: stored.length }).toEqual({
        status: "FAILED",
        failure: { code, line, message: expect.stringMatching(/^[A-Z].{15,}\.$/) },
        stored: 0,
      });
    }
  });
});

test("options that do not go together are refused with the place of each", async () => {
  const principal = await tenantWithPeople();
  const input = {
    collection: "people",
    upload: await upload(imports, principal, "x"),
    format: "NDJSON",
    delimiter: "TAB",
    items: "orders",
  };
  const { refusals } = await createImport(imports, principal, input);
  expect(refusals[0]?.fields?.map(({ path }: { path: string }) => path)).toEqual([
    "input.delimiter",
    "input.items",
    "input.items",
  ]);
});
