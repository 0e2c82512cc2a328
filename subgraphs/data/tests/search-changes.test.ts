import { afterAll, beforeAll, expect, test } from "vitest";
import { bulk, openTestBulk, type TestBulk, UPDATE_MANY } from "./bulk-fixture.ts";
import { ended, migrate } from "./evolution-fixture.ts";
import { ask, create, define, someone, type TestPrincipal } from "./fixture.ts";

let data: TestBulk;
beforeAll(async () => {
  data = await openTestBulk();
});
afterAll(() => data.stop());

const schema = (language: string) => ({
  type: "object",
  properties: {
    title: { type: "string", maxLength: 100, "x-searchable": "english" },
    note: { type: "string", maxLength: 100, "x-searchable": language },
    year: { type: "integer", "x-indexed": true },
  },
});

async function found(who: TestPrincipal, search: string): Promise<number> {
  const LIST = `query ($search: String) { records(collection: "people", search: $search, first: 500) { nodes { id } } }`;
  const { data: answer, refusals } = await ask(data, who, LIST, { search });
  if (refusals[0]) throw new Error(JSON.stringify(refusals));
  return answer.records.nodes.length;
}

/** Rows in the slot of each field and of the words, past all walls. */
async function rowsOf({ tenantId }: TestPrincipal): Promise<number[]> {
  const { rows } = await data.platform.databases.owner.pool.query(
    "select count(*)::int as many from data.record_text where tenant_id = $1 group by slot order by slot",
    [tenantId],
  );
  return rows.map(({ many }) => many);
}

test("a bulk change is searched by its new texts, before and after a migration of them", async () => {
  const ada = someone();
  await define(data, ada, schema("german"));
  for (let year = 0; year < 60; year++) await create(data, ada, { title: `Fox ${year}`, note: "Häuser", year });
  const early = [{ field: "year", lessThan: 40 }];
  expect(await bulk(data, ada, UPDATE_MANY, { filter: early, set: { title: "Running bears" } })).toMatchObject({
    status: "SUCCEEDED",
    recordsChanged: 40,
  });
  const counts = async (...searches: string[]) => Promise.all(searches.map((one) => found(ada, one)));
  expect(await counts("fox", "bear", "run haus", "haus")).toEqual([20, 40, 40, 60]);

  const migration = await migrate(data, ada, { schema: schema("english"), mapping: [] });
  expect(await ended(data, ada, migration)).toMatchObject({ state: "SUCCEEDED" });
  expect(await counts("bear", "haus", "häuser")).toEqual([40, 0, 60]);
  await bulk(data, ada, UPDATE_MANY, { filter: early, set: { note: null, title: "Cats" } });
  expect(await counts("bear", "cat", "häuser", "fox")).toEqual([0, 40, 20, 20]);
  expect(await rowsOf(ada)).toEqual([60, 60, 20]);
});

test("a record that is restored is searched by the texts that it has again", async () => {
  const ada = someone();
  await define(data, ada, schema("german"));
  const { id } = await create(data, ada, { title: "Foxes", note: "Häuser" });
  await create(data, ada, { title: "Another" });
  await ask(data, ada, `mutation ($id: ID!) { deleteRecord(input: { id: $id, version: 1 }) { id } }`, { id });
  expect(await found(ada, "haus")).toBe(0);
  const migration = await migrate(data, ada, { schema: schema("english"), mapping: [] });
  expect(await ended(data, ada, migration)).toMatchObject({ state: "SUCCEEDED" });
  const RESTORE = `mutation ($id: ID!, $version: Int) { restoreRecord(input: { id: $id, version: $version }) { record { version } } }`;
  expect((await ask(data, ada, RESTORE, { id })).refusals).toEqual([]);
  expect([await found(ada, "haus"), await found(ada, "fox häuser")]).toEqual([0, 1]);
  const UPDATE = `mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { id } } }`;
  await ask(data, ada, UPDATE, { input: { id, version: 3, data: { title: "Bears" } } });
  expect([await found(ada, "fox"), await found(ada, "bear")]).toEqual([0, 1]);
  expect((await ask(data, ada, RESTORE, { id, version: 1 })).refusals).toEqual([]);
  expect([await found(ada, "fox häuser"), await found(ada, "bear")]).toEqual([1, 0]);
  expect(await rowsOf(ada)).toEqual([2, 2, 1]);
});
