import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_PROFILES } from "../src/domain/save-import-profile.ts";
import { ask, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const SAVE = `mutation ($input: SaveImportProfileInput!) { saveImportProfile(input: $input) { importProfile { name } } }`;
const save = (ada: TestPrincipal, input: object) =>
  ask(data, ada, SAVE, { input: { collection: "people", name: "ledger", ...input } });

test("a collection has at most a hundred, listed by name; deleting one makes room", async () => {
  const ada = someone();
  await define(data, ada);
  await data.platform.databases.owner.pool.query(
    `insert into data.import_profile (tenant_id, id, collection_id, name, options, fields, others, created_by, updated_by)
     select c.tenant_id, gen_random_uuid(), c.id, 'p' || n, '{}', '[]', 'KEEP', 'platform', 'platform'
     from data.collection c, generate_series(1, $2) n where c.tenant_id = $1`,
    [ada.tenantId, MAX_PROFILES],
  );
  expect((await save(ada, {})).refusals).toMatchObject([{ code: "CONFLICT" }]);
  const LIST = `{ importProfiles(collection: "people") { name } }`;
  const names = async () =>
    (await ask(data, ada, LIST)).data.importProfiles.map(({ name }: { name: string }) => name) as string[];
  expect(await names()).toHaveLength(MAX_PROFILES);
  expect(await names()).toEqual((await names()).toSorted());
  const DELETE = `mutation ($name: String!) { deleteImportProfile(input: { collection: "people", name: $name }) { name } }`;
  expect((await ask(data, ada, DELETE, { name: "p1" })).refusals).toEqual([]);
  expect((await ask(data, ada, DELETE, { name: "p1" })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  expect((await save(ada, {})).refusals).toEqual([]);
});
