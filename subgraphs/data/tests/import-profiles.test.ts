import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, someone, type TestPrincipal } from "./fixture.ts";
import { createImport, openTestImports, readImport, storedRows, type TestImports, upload } from "./import-fixture.ts";

let imports: TestImports;
beforeAll(async () => {
  imports = await openTestImports();
});
afterAll(() => imports.stop());

const ORDERS = {
  type: "object",
  required: ["number", "source"],
  additionalProperties: false,
  properties: {
    number: { type: "integer" },
    source: { type: "string" },
    total: { type: ["number", "null"] },
    address: { type: "object", additionalProperties: false, properties: { city: { type: "string" } } },
    tags: { type: "array", items: { type: "string" } },
  },
};

const SAVE = `mutation ($input: SaveImportProfileInput!) { saveImportProfile(input: $input) { importProfile { name } } }`;

/** Saves a profile, imports a file with it, and reads what became of it. */
async function importWith(ada: TestPrincipal, profile: object, content: string, said: object = {}) {
  const name = "ledger";
  const saved = await ask(imports, ada, SAVE, { input: { collection: "orders", name, ...profile } });
  expect(saved.refusals).toEqual([]);
  const input = { collection: "orders", upload: await upload(imports, ada, content), profile: name, ...said };
  const { data, refusals } = await createImport(imports, ada, input);
  expect(refusals).toEqual([]);
  const { id } = data.createImport.import;
  await imports.ended(id);
  return { ...(await readImport(imports, ada, id)), rows: (await storedRows(imports, id)).map((row) => row.data) };
}

const FIELDS = [
  { field: "number", from: "Order No" },
  { field: "/address/city", from: "City" },
  { field: "source", value: "ledger" },
];

test("columns get the names of fields, constants are added, others are passed over, and nested fields are made", async () => {
  const ada = someone();
  await define(imports, ada, ORDERS, "orders");
  const csv = "Order No;City;total;Comment\n1;Köln;1.5;x\n2;;\\N;y\n";
  const ended = await importWith(ada, { fields: FIELDS, others: "IGNORE", delimiter: "SEMICOLON" }, csv);
  expect(ended).toMatchObject({ status: "SUCCEEDED", mode: "STRICT", rowsStored: 2 });
  expect(ended.rows).toEqual([
    { number: 1, source: "ledger", total: 1.5, address: { city: "Köln" } },
    { number: 2, source: "ledger", total: null },
  ]);
});

test("a wrong value is reported by the column of the file and the field of the collection; the mode is the profile's", async () => {
  const ada = someone();
  await define(imports, ada, ORDERS, "orders");
  const ended = await importWith(ada, { fields: FIELDS, mode: "PARTIAL" }, "Order No,City\nx,Rome\n2,Bonn\n");
  expect(ended).toMatchObject({ status: "SUCCEEDED", mode: "PARTIAL", rowsStored: 1, rowsRejected: 1 });
  const READ = `query ($id: ID!) { import(id: $id) { profile rejections { nodes { line column field code } } } }`;
  const { data } = await ask(imports, ada, READ, { id: ended.id });
  expect(data.import).toEqual({
    profile: "ledger",
    rejections: { nodes: [{ line: 2, column: "Order No", field: "/number", code: "VALUE_TYPE" }] },
  });
});

test("a column that no entry names and the schema does not declare is refused, unless it is to be ignored", async () => {
  const ada = someone();
  await define(imports, ada, ORDERS, "orders");
  const ended = await importWith(ada, { fields: FIELDS }, "Order No,Comment\n1,x\n");
  expect(ended).toMatchObject({ status: "FAILED", failure: { code: "CSV_HEADER" }, rows: [] });
});

test("values of trees are found by their paths, and typed as the field that they become", async () => {
  const ada = someone();
  await define(imports, ada, ORDERS, "orders");
  const fields = [
    { field: "number", from: "/head/no" },
    { field: "/address/city", from: "/to/town" },
    { field: "tags", from: "label" },
    { field: "source", value: "shop" },
  ];
  const wanted = [{ number: 7, source: "shop", total: 2, address: { city: "Rome" }, tags: ["a", "b"] }];
  const json = '{"data":[{"head":{"no":7},"to":{"town":"Rome"},"label":["a","b"],"total":2}]}';
  const ofJson = await importWith(ada, { fields, items: "/data", format: "JSON" }, json);
  expect([ofJson.failure, ofJson.rows]).toEqual([null, wanted]);
  const xml =
    "<o><r><head><no>7</no></head><to><town>Rome</town></to><label>a</label><label>b</label><total>2</total></r></o>";
  const ofXml = await importWith(ada, { fields, format: "XML" }, xml);
  expect([ofXml.failure, ofXml.rows]).toEqual([null, wanted]);
});

test("what the request says counts before what the profile says; an unknown profile is not found", async () => {
  const ada = someone();
  await define(imports, ada, ORDERS, "orders");
  const ended = await importWith(
    ada,
    { mode: "PARTIAL", delimiter: "PIPE", fields: [{ field: "source", value: "x" }] },
    "number,total\n1,2\n",
    { mode: "STRICT", delimiter: "COMMA" },
  );
  expect(ended).toMatchObject({ status: "SUCCEEDED", mode: "STRICT", rows: [{ number: 1, total: 2, source: "x" }] });
  const input = { collection: "orders", upload: await upload(imports, ada, "number\n1\n"), profile: "nothing" };
  expect((await createImport(imports, ada, input)).refusals).toMatchObject([
    { code: "NOT_FOUND", fields: [{ path: "input.profile" }] },
  ]);
});
