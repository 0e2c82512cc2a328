import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./evolution-fixture.ts";
import { ask, create, define, openTestData, PEOPLE, someone, type TestData } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const LIST = `query ($c: String!, $after: String) { collectionMigrations(collection: $c, first: 1, after: $after) {
  nodes { id collection state dryRun fromVersion createdBy { id } } pageInfo { hasNextPage endCursor } } }`;

test("the migrations of a collection are listed, oldest first, and another collection has none of them", async () => {
  const ann = someone();
  for (const name of ["people", "others"]) await define(data, ann, PEOPLE, name);
  for (const name of ["people", "others"]) await create(data, ann, { name: "ann" }, name);
  const input = { schema: { ...PEOPLE, required: ["name", "age"] }, mapping: [] };
  const first = await migrate(data, ann, input);
  await ask(data, ann, `mutation { cancelCollectionMigration(input: { id: "${first}" }) { migration { state } } }`);
  await data.platform.databases.owner.pool.query(
    "update data.collection_migration set finished_at = now() where tenant_id = $1",
    [ann.tenantId],
  );
  const second = await migrate(data, ann, { ...input, dryRun: true });
  const one = (await ask(data, ann, LIST, { c: "people" })).data.collectionMigrations;
  expect(one.nodes).toEqual([
    { id: first, collection: "people", state: "CANCELLED", dryRun: false, fromVersion: 1, createdBy: { id: ann.id } },
  ]);
  const next = (await ask(data, ann, LIST, { c: "people", after: one.pageInfo.endCursor })).data.collectionMigrations;
  expect(next).toMatchObject({ nodes: [{ id: second, dryRun: true }], pageInfo: { hasNextPage: false } });
  expect((await ask(data, ann, LIST, { c: "others" })).data.collectionMigrations.nodes).toEqual([]);
});
