import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const SAVE = `mutation ($input: SaveImportProfileInput!) { saveImportProfile(input: $input) { importProfile {
  name collection format delimiter items formulas mode fields { field from value } others version createdBy { id } } } }`;
const save = (ada: TestPrincipal, input: object) =>
  ask(data, ada, SAVE, { input: { collection: "people", name: "ledger", ...input } });

const READ = `query ($collection: String!, $name: String!) {
  importProfile(collection: $collection, name: $name) { name mode version others fields { field from value } } }`;

test("a profile is made, replaced as a whole, and read by its name", async () => {
  const ada = someone();
  await define(data, ada);
  const fields = [
    { field: "name", from: "Full name" },
    { field: "age", value: 30 },
  ];
  const made = await save(ada, { fields, mode: "PARTIAL", delimiter: "SEMICOLON", version: 0 });
  expect(made.data.saveImportProfile.importProfile).toEqual({
    ...{ name: "ledger", collection: "people", format: null, delimiter: "SEMICOLON", items: null, formulas: null },
    ...{ mode: "PARTIAL", others: "KEEP", version: 1, createdBy: { id: ada.id } },
    fields: [
      { field: "/name", from: "Full name", value: null },
      { field: "/age", from: null, value: 30 },
    ],
  });
  const replaced = await save(ada, { others: "IGNORE" });
  expect(replaced.data.saveImportProfile.importProfile).toMatchObject({ version: 2, mode: null, fields: [] });
  const read = await ask(data, ada, READ, { collection: "people", name: "ledger" });
  expect(read.data.importProfile).toEqual({ name: "ledger", mode: null, version: 2, others: "IGNORE", fields: [] });
});

test("a version that was not read is refused, and says what to do", async () => {
  const ada = someone();
  await define(data, ada);
  await save(ada, {});
  for (const version of [0, 2])
    expect((await save(ada, { version })).refusals).toMatchObject([
      { code: "VERSION_MISMATCH", message: expect.stringContaining("version 1") },
    ]);
  expect((await save(ada, { name: "other", version: 3 })).refusals).toMatchObject([{ code: "VERSION_MISMATCH" }]);
});

test("what cannot be meant is refused with its place", async () => {
  const ada = someone();
  await define(data, ada);
  const refused = async (input: object) => {
    const { refusals } = await save(ada, input);
    return refusals.flatMap(({ fields }) => fields);
  };
  expect(await refused({ name: "Not a name" })).toMatchObject([{ path: "input.name", code: "INVALID_NAME" }]);
  expect(await refused({ items: "orders" })).toMatchObject([{ path: "input.items", code: "INVALID_PATH" }]);
  // What no import could be started with.
  expect(await refused({ items: "" })).toMatchObject([{ path: "input.items", code: "INVALID_PATH" }]);
  expect(await refused({ format: "CSV", items: "/a" })).toMatchObject([{ path: "input.items", code: "WITH_TREE" }]);
  expect(await refused({ format: "XML", delimiter: "TAB" })).toMatchObject([
    { path: "input.delimiter", code: "WITH_CSV" },
  ]);
  for (const text of ["/a\u0000", "/a\ud800"]) {
    expect(await refused({ items: text })).toMatchObject([{ path: "input.items", code: "INVALID_TEXT" }]);
    expect(await refused({ fields: [{ field: "name", from: text }] })).toMatchObject([
      { path: "input.fields[0].from", code: "INVALID_TEXT" },
    ]);
  }
  expect(
    await refused({
      fields: [
        { field: "__proto__", from: "x" },
        { field: "name", from: "x" },
        { field: "/name", from: "y" },
        { field: "/name/first", from: "y" },
        { field: "age" },
        { field: "note", from: "x", value: 1 },
      ],
    }),
  ).toMatchObject([
    { path: "input.fields[0].field", code: "UNKNOWN_FIELD" },
    { path: "input.fields[2].field", code: "DUPLICATE" },
    { path: "input.fields[3].field", code: "UNKNOWN_FIELD" },
    { path: "input.fields[4].from", code: "UNCLEAR" },
    { path: "input.fields[5].from", code: "UNCLEAR" },
  ]);
});
