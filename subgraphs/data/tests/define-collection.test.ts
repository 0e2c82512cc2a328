import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, openTestData, PEOPLE, someone, type TestData } from "./fixture.ts";
import { eventsOf, lastWritten } from "./guards.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const DEFINE = `mutation ($input: DefineCollectionInput!) {
  defineCollection(input: $input) { collection { id name schema indexedFields createdAt } }
}`;

test("a definition is stored with its schema in the author's order, one event and one audit event", async () => {
  const ada = someone();
  const { data: answer, refusals } = await ask(data, ada, DEFINE, { input: { name: "people", schema: PEOPLE } });
  expect(refusals).toEqual([]);
  const { collection } = answer.defineCollection;
  expect(collection).toMatchObject({
    name: "people",
    schema: PEOPLE,
    indexedFields: ["name", "age", "score", "active", "seenAt"],
  });
  const read = await ask(data, ada, `{ collection(name: "people") { id name schema indexedFields createdAt } }`);
  expect(read.data.collection).toEqual(collection);
  expect(Object.keys(read.data.collection.schema.properties)).toEqual(Object.keys(PEOPLE.properties));
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({ type: "collection.defined", payload: { name: "people" } });
  expect(audited).toMatchObject({ action: "collection.define", target_id: collection.id, outcome: "SUCCEEDED" });
});

test("a name can be taken once per tenant, and by every tenant", async () => {
  const [ada, bob] = [someone(), someone()];
  await define(data, ada);
  await define(data, bob);
  const again = await ask(data, ada, DEFINE, { input: { name: "people", schema: PEOPLE } });
  expect(again.refusals).toMatchObject([{ code: "CONFLICT", fields: [{ path: "input.name", code: "NAME_TAKEN" }] }]);
  expect((await eventsOf(data, ada.tenantId)).outbox).toHaveLength(1);
});

test("of many simultaneous definitions of one name exactly one succeeds", async () => {
  const ada = someone();
  const attempts = Array.from({ length: 6 }, () => ask(data, ada, DEFINE, { input: { name: "one", schema: PEOPLE } }));
  const codes = (await Promise.all(attempts)).map(({ refusals }) => refusals[0]?.code ?? "OK");
  expect(codes.sort()).toEqual(["CONFLICT", "CONFLICT", "CONFLICT", "CONFLICT", "CONFLICT", "OK"]);
  expect((await eventsOf(data, ada.tenantId)).audit).toHaveLength(1);
});

test.each(["", "People", "1st", "a-b", "a b", "a".repeat(64), "é", "a\u0000"])(
  "the name %j is refused",
  async (name) => {
    const { refusals } = await ask(data, someone(), DEFINE, { input: { name, schema: PEOPLE } });
    expect(refusals).toMatchObject([
      { code: "BAD_USER_INPUT", fields: [{ path: "input.name", code: "INVALID_NAME" }] },
    ]);
  },
);

test("a collection that was asked for in vain is found as soon as it is defined", async () => {
  const ada = someone();
  const read = () => ask(data, ada, `{ records(collection: "late") { nodes { id } } }`);
  expect((await read()).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  await define(data, ada, PEOPLE, "late");
  expect((await read()).data).toEqual({ records: { nodes: [] } });
});

test("a tenant may have ten thousand collections, and the next is refused; a page of them reads no more than itself", async () => {
  const ada = someone();
  const { pool } = data.platform.databases.owner;
  await pool.query(
    `insert into data.collection (tenant_id, id, name, schema, fields, created_at, created_by)
     select $1, gen_random_uuid(), 'c' || i, '{}', '[]', now(), 'x' from generate_series(1, 9999) as i`,
    [ada.tenantId],
  );
  await pool.query("analyze data.collection");
  await define(data, ada, PEOPLE, "last");
  const { refusals } = await ask(data, ada, DEFINE, { input: { name: "one_more", schema: PEOPLE } });
  expect(refusals).toMatchObject([{ code: "CONFLICT" }]);
  expect((await eventsOf(data, ada.tenantId)).outbox).toHaveLength(1);
  const PAGE =
    "query ($after: String) { collections(first: 3, after: $after) { nodes { name } pageInfo { endCursor } } }";
  const first = (await ask(data, ada, PAGE)).data.collections;
  expect(first.nodes.map((one: { name: string }) => one.name)).toEqual(["c1", "c10", "c100"]);
  const next = (await ask(data, ada, PAGE, { after: first.pageInfo.endCursor })).data.collections;
  expect(next.nodes.map((one: { name: string }) => one.name)).toEqual(["c1000", "c1001", "c1002"]);
  const client = await data.platform.databases.data.pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [ada.tenantId]);
    const { rows } = await client.query(
      `explain (analyze, format json) select id, name from data.collection where tenant_id = '${ada.tenantId}' and name > 'c5'
       order by name limit 4`,
    );
    await client.query("rollback");
    const text = JSON.stringify(rows[0]["QUERY PLAN"]);
    expect(text).toContain("collection_tenant_id_name_key");
    expect(Math.max(...[...text.matchAll(/"Actual Rows":(\d+)/g)].map(([, rows]) => Number(rows)))).toBeLessThanOrEqual(
      4,
    );
  } finally {
    client.release();
  }
}, 30_000);

test("a schema given as a GraphQL literal is like one given as JSON", async () => {
  const ada = someone();
  const source = `mutation { defineCollection(input: { name: "lit", schema: {
    type: "object", properties: { n: { type: "integer", minimum: 1 } } } }) { collection { schema } } }`;
  const { data: answer } = await ask(data, ada, source);
  expect(answer.defineCollection.collection.schema).toEqual({
    type: "object",
    properties: { n: { type: "integer", minimum: 1 } },
  });
});
