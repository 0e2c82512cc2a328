import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, openTestData, someone, type TestData } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const SAVE = `mutation ($input: SaveImportProfileInput!) { saveImportProfile(input: $input) { importProfile { name } } }`;
const READ = `query ($collection: String!, $name: String!) {
  importProfile(collection: $collection, name: $name) { name collection updatedBy { id } } }`;

test("a profile is found by its name within its collection, and by nobody whose role does not reach that", async () => {
  const ada = someone();
  await define(data, ada);
  await define(data, ada, undefined, "others");
  await ask(data, ada, SAVE, { input: { collection: "people", name: "ledger" } });
  const found = await ask(data, ada, READ, { collection: "people", name: "ledger" });
  expect(found.data.importProfile).toEqual({ name: "ledger", collection: "people", updatedBy: { id: ada.id } });
  const limited = { ...ada, collections: new Set(["others"]) };
  for (const [who, variables] of [
    [ada, { collection: "others", name: "ledger" }],
    [ada, { collection: "people", name: "nothing" }],
    [ada, { collection: "nothing", name: "ledger" }],
    [someone(), { collection: "people", name: "ledger" }],
    [limited, { collection: "people", name: "ledger" }],
  ] as const)
    expect((await ask(data, who, READ, variables)).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
