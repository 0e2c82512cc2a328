import { graphql } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData } from "./fixture.ts";
import { delivering, follow, storeBatch, take } from "./subscription.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const CHANGE = `query ($collection: String!, $cursor: String!) { recordChange(collection: $collection, cursor: $cursor) {
  cursor kind recordId record { id data version collection } } }`;

test("every change can be read again by its cursor, those of a batch row by row", async () => {
  const ada = someone();
  const { id: collection } = await define(data, ada);
  const source = await follow(data, ada);
  const { id } = await create(data, ada, { name: "Ada" });
  await storeBatch(data, ada, collection, [4, 5, 9]);
  await ask(data, ada, `mutation ($id: ID!) { deleteRecord(input: { id: $id }) { id } }`, { id });
  for (const change of await take(source, 5)) {
    const { data: answer } = await ask(data, ada, CHANGE, { collection: "people", cursor: change.cursor });
    expect(answer.recordChange).toEqual(change);
  }
});

test("a change under delivery is taken as it is, but only in its own tenant and collection", async () => {
  const [ada, bob] = [someone(), someone()];
  for (const who of [ada, bob]) await define(data, who);
  await define(data, ada, undefined, "others");
  const source = await follow(data, ada);
  const { id } = await create(data, ada, { name: "Ada" });
  const [{ cursor } = { cursor: "" }] = await take(source, 1);
  const { room, platform } = data;
  const { rows } = await platform.databases.owner.pool.query(
    "select id from data.collection where tenant_id = $1 and name = 'people'",
    [ada.tenantId],
  );
  const marked = {
    tenantId: ada.tenantId,
    collectionId: rows[0].id,
    cursor,
    kind: "CREATED",
    recordId: id,
    record: null,
  };
  const deliver = (who: typeof ada, collection: string) =>
    graphql({
      schema: room.subgraph.schema,
      source: CHANGE,
      variableValues: { collection, cursor },
      contextValue: room.subgraph.context(delivering(who, cursor, marked)),
    });
  // The mark (no record) tells that it was the delivered change that was answered.
  expect((await deliver(ada, "people")).data?.recordChange).toMatchObject({ recordId: id, record: null });
  expect((await deliver(ada, "others")).errors?.[0]?.originalError).toMatchObject({ code: "NOT_FOUND" });
  expect((await deliver(bob, "people")).errors?.[0]?.originalError).toMatchObject({ code: "INVALID_CURSOR" });
});

test("a change of a collection is none of another collection", async () => {
  const ada = someone();
  await define(data, ada);
  await define(data, ada, undefined, "others");
  const source = await follow(data, ada);
  await create(data, ada, { name: "Ada" });
  const [change] = await take(source, 1);
  const { refusals } = await ask(data, ada, CHANGE, { collection: "others", cursor: change?.cursor });
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("an imported row that was deleted since is not found by its old cursor", async () => {
  const ada = someone();
  const { id: collection } = await define(data, ada);
  const source = await follow(data, ada);
  await storeBatch(data, ada, collection, [1]);
  const [change] = await take(source, 1);
  await ask(data, ada, `mutation ($id: ID!) { deleteRecord(input: { id: $id }) { id } }`, { id: change?.recordId });
  const { refusals } = await ask(data, ada, CHANGE, { collection: "people", cursor: change?.cursor });
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
