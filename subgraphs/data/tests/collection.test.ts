import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, openTestData, someone, type TestData } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

test("a collection is found by its name, and as an entity by its id", async () => {
  const ada = someone();
  const { id } = await define(data, ada);
  const entities = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Collection { id name } } }`;
  const { data: byName } = await ask(data, ada, `{ collection(name: "people") { id name } }`);
  const { data: byId } = await ask(data, ada, entities, { r: [{ __typename: "Collection", id }] });
  expect(byName.collection).toEqual({ id, name: "people" });
  expect(byId._entities).toEqual([{ id, name: "people" }]);
});

test.each(["", "People", "x\u0000", "\ud800", "a".repeat(10_000)])("no collection is called %j", async (name) => {
  const { refusals } = await ask(data, someone(), `query ($name: String!) { collection(name: $name) { id } }`, {
    name,
  });
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("another tenant's collection is no entity of mine, in the words for one that never was", async () => {
  const [ada, bob] = [someone(), someone()];
  const { id } = await define(data, bob);
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Collection { id name } } }`;
  const foreign = await ask(data, ada, query, { r: [{ __typename: "Collection", id }] });
  const random = await ask(data, ada, query, {
    r: [{ __typename: "Collection", id: "col_01h455vb4pex5vsknk084sn02q" }],
  });
  expect(foreign.data).toEqual({ _entities: [null] });
  expect(foreign).toEqual(random);
});
