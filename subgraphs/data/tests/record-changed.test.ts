import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData } from "./fixture.ts";
import { follow, storeBatch, take } from "./subscription.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const UPDATE = `mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { id } } }`;
const DELETE = `mutation ($id: ID!) { deleteRecord(input: { id: $id }) { id } }`;

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

test("creation, change and deletion arrive in order, each as it left the record", async () => {
  const ada = someone();
  await define(data, ada);
  const source = await follow(data, ada);
  const { id } = await create(data, ada, { name: "Ada" });
  await ask(data, ada, UPDATE, { input: { id, version: 1, data: { name: "Eve" } } });
  await ask(data, ada, DELETE, { id });
  const changes = await take(source, 3);
  expect(changes).toMatchObject([
    { kind: "CREATED", recordId: id, record: { id, version: 1, data: { name: "Ada" }, collection: "people" } },
    { kind: "UPDATED", recordId: id, record: { id, version: 2, data: { name: "Eve" } } },
    { kind: "DELETED", recordId: id, record: null },
  ]);
  expect(new Set(changes.map(({ cursor }) => cursor)).size).toBe(3);
});

test("what is committed after the subscription began arrives, however late its first event is asked for", async () => {
  const ada = someone();
  await define(data, ada);
  const source = await follow(data, ada);
  await create(data, ada, { name: "one" });
  await data.platform.feed.settled();
  expect(await take(source, 1)).toMatchObject([{ record: { data: { name: "one" } } }]);
});

test("a subscriber that resumes after each change gets every change once, across mutations and batches", async () => {
  const ada = someone();
  const { id: collection } = await define(data, ada);
  const source = await follow(data, ada);
  await create(data, ada, { name: "before" });
  const [first] = await take(source, 1);
  await storeBatch(data, ada, collection, range(1, 7));
  await create(data, ada, { name: "between" });
  await storeBatch(data, ada, collection, [10, 12, 15]);
  const seen: unknown[] = [];
  let cursor = first?.cursor ?? null;
  while (seen.length < 11) {
    const [change] = await take(await follow(data, ada, cursor), 1);
    seen.push(change?.record?.data.name);
    cursor = change?.cursor ?? null;
  }
  expect(seen).toEqual([...range(1, 7).map((row) => `row ${row}`), "between", "row 10", "row 12", "row 15"]);
});

test("a batch larger than a page arrives row by row, and can be left in its middle", async () => {
  const ada = someone();
  const { id: collection } = await define(data, ada);
  const source = await follow(data, ada);
  await storeBatch(data, ada, collection, range(1, 1_203));
  const before = await take(source, 777);
  const after = await take(await follow(data, ada, before.at(-1)?.cursor), 1_203 - 777);
  const names = [...before, ...after].map(({ kind, record }) => `${kind} ${record?.data.name}`);
  expect(names).toEqual(range(1, 1_203).map((row) => `CREATED row ${row}`));
});

test("rows of a batch that were deleted since are passed over, changed ones arrive as they are now", async () => {
  const ada = someone();
  const { id: collection } = await define(data, ada);
  const start = await follow(data, ada);
  await create(data, ada, { name: "start" });
  const [{ cursor } = { cursor: "" }] = await take(start, 1);
  await storeBatch(data, ada, collection, range(1, 3));
  const [one, two] = await take(await follow(data, ada, cursor), 2);
  await ask(data, ada, DELETE, { id: one?.recordId });
  await ask(data, ada, UPDATE, { input: { id: two?.recordId, version: 1, data: { name: "changed" } } });
  const again = await take(await follow(data, ada, cursor), 4);
  expect(again.map(({ kind, record }) => [kind, record?.data.name])).toEqual([
    ["CREATED", "changed"],
    ["CREATED", "row 3"],
    ["DELETED", undefined],
    ["UPDATED", "changed"],
  ]);
});

test("returning a subscription that waits for its next change ends it at once", async () => {
  const ada = someone();
  await define(data, ada);
  const source = await follow(data, ada);
  const waiting = source.next();
  const begun = performance.now();
  await source.return(undefined);
  expect(await waiting).toMatchObject({ done: true });
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test("a subscriber hears of its own tenant and its own collection only", async () => {
  const [ada, bob] = [someone(), someone()];
  await define(data, ada);
  await define(data, ada, undefined, "others");
  await define(data, bob);
  const source = await follow(data, ada);
  await create(data, bob, { name: "foreign" });
  await create(data, ada, { name: "elsewhere" }, "others");
  await create(data, ada, { name: "mine" });
  expect(await take(source, 1)).toMatchObject([{ record: { data: { name: "mine" } } }]);
});
