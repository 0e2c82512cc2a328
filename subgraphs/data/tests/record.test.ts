import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const ENTITIES = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Record { id data collection } } }`;

test("a record is read back as it was written, whatever its data holds", async () => {
  const ada = someone();
  await define(data, ada, { type: "object" }, "any");
  const wild = {
    "": 1,
    constructor: { "a.b": [1e300, -0.5, null, true, "é😀\u2028"] },
    'quote"': "\\ud800",
    "a/b": {},
  };
  const written = await create(data, ada, wild, "any");
  const { data: answer } = await ask(
    data,
    ada,
    `query ($id: ID!) { record(id: $id) { id data version collection
    createdAt updatedAt createdBy { __typename id } updatedBy { id } } }`,
    { id: written.id },
  );
  expect(answer.record).toEqual({ ...written, createdBy: { __typename: "Actor", id: ada.id } });
  expect(answer.record.data).toEqual(wild);
});

test("an id of another kind is refused before any lookup", async () => {
  const ada = someone();
  const { id } = await define(data, ada);
  const { refusals } = await ask(data, ada, `query ($id: ID!) { record(id: $id) { id } }`, { id });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "id", code: "INVALID_ID" }] }]);
});

test("references to records are resolved, equal ones once; another tenant's are as if they never were", async () => {
  const [ada, bob] = [someone(), someone()];
  await define(data, ada);
  await define(data, bob);
  const mine = await create(data, ada, { name: "mine" });
  const theirs = await create(data, bob, { name: "theirs" });
  const reference = (id: string) => ({ __typename: "Record", id });
  const { data: answer } = await ask(data, ada, ENTITIES, { r: [mine, mine].map(({ id }) => reference(id)) });
  expect(answer._entities).toEqual(Array(2).fill({ id: mine.id, data: { name: "mine" }, collection: "people" }));
  const foreign = await ask(data, ada, ENTITIES, { r: [reference(theirs.id)] });
  const random = await ask(data, ada, ENTITIES, { r: [reference("rec_01h455vb4pex5vsknk084sn02q")] });
  expect(foreign.data).toEqual({ _entities: [null] });
  expect(foreign).toEqual(random);
});
