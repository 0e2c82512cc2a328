import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { follow, storeBatch, take } from "./subscription.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const UPDATE = `mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { id } } }`;
const DELETE = `mutation ($id: ID!) { deleteRecord(input: { id: $id }) { id } }`;
const GROWN = { filter: [{ field: "age", greaterThanOrEqual: 18 }] };

async function update(who: TestPrincipal, id: string, version: number, record: object): Promise<void> {
  const { refusals } = await ask(data, who, UPDATE, { input: { id, version, data: record } });
  expect(refusals).toEqual([]);
}

test("a subscriber with a filter hears what comes in, what stays and what leaves, and nothing else", async () => {
  const ada = someone();
  await define(data, ada);
  const source = await follow(data, ada, null, "people", GROWN);
  const one = await create(data, ada, { name: "one", age: 20 });
  const two = await create(data, ada, { name: "two", age: 3 });
  await update(ada, two.id, 1, { name: "two", age: 4 });
  await update(ada, two.id, 2, { name: "two", age: 18 });
  await update(ada, one.id, 1, { name: "one", age: 21 });
  await update(ada, one.id, 2, { name: "one" });
  await update(ada, one.id, 3, { name: "still none" });
  await update(ada, one.id, 4, { name: "one", age: 30 });
  await ask(data, ada, DELETE, { id: one.id });
  const changes = await take(source, 6);
  expect(changes.map(({ kind, recordId, record }) => [kind, recordId, record?.data.age ?? null])).toEqual([
    ["CREATED", one.id, 20],
    ["UPDATED", two.id, 18],
    ["UPDATED", one.id, 21],
    ["LEFT", one.id, null],
    ["UPDATED", one.id, 30],
    ["DELETED", one.id, null],
  ]);
});

test("rows of an import pass the filter one by one, and the stream resumes between them", async () => {
  const ada = someone();
  const { id: collection } = await define(data, ada);
  const filter = [{ field: "name", in: ["row 2", "row 5", "row 9"] }];
  const source = await follow(data, ada, null, "people", { filter });
  await storeBatch(data, ada, collection, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const [first] = await take(source, 1);
  expect(first?.record?.data.name).toBe("row 2");
  const rest = await take(await follow(data, ada, first?.cursor, "people", { filter }), 2);
  expect(rest.map(({ record }) => record?.data.name)).toEqual(["row 5", "row 9"]);
});

test("an update from before events told what they replaced reaches whoever may have had the record", async () => {
  const ada = someone();
  await define(data, ada);
  const source = await follow(data, ada, null, "people", GROWN);
  const { id } = await create(data, ada, { name: "one", age: 1 });
  await update(ada, id, 1, { name: "one", age: 2 });
  // No update of that age exists any more: one is made of a new event.
  const { rowCount } = await data.platform.databases.owner.pool.query(
    `update platform.outbox set payload = payload - 'previous' where tenant_id = $1 and type = 'record.updated'`,
    [ada.tenantId],
  );
  expect(rowCount).toBe(1);
  await source.return(undefined);
  const { id: other } = await create(data, ada, { name: "two", age: 40 });
  const all = await follow(data, ada);
  await update(ada, other, 1, { name: "two", age: 41 });
  await all.return(undefined);
  const change = await take(await follow(data, ada, await cursorBeforeAll(ada), "people", GROWN), 1);
  expect(change).toMatchObject([{ kind: "LEFT", recordId: id, record: null }]);
});

/** A cursor at the tenant's first event. */
async function cursorBeforeAll({ tenantId }: TestPrincipal): Promise<string> {
  const { rows } = await data.platform.databases.owner.pool.query(
    "select xid::text, id::text from platform.outbox where tenant_id = $1 order by xid, id limit 1",
    [tenantId],
  );
  return data.platform.feed.cursor({ tenantId, ...rows[0] });
}

test("wrong filters are refused at the start, each with its place", async () => {
  const ada = someone();
  await define(data, ada);
  const refusal = (filter: { [name: string]: unknown }[]) =>
    follow(data, ada, null, "people", { filter }).catch((error: unknown) => error);
  expect(await refusal([{ field: "nothing", equals: "x" }])).toMatchObject({
    code: "FIELD_UNKNOWN",
    fields: [{ path: "filter.0.field" }],
  });
  expect(await refusal([{ field: "__proto__", equals: 1 }])).toMatchObject({ code: "FIELD_UNKNOWN" });
  expect(
    await refusal([
      { field: "age", equals: "x" },
      { field: "name", equals: "\ud800" },
    ]),
  ).toMatchObject({
    code: "BAD_USER_INPUT",
    fields: [{ path: "filter.0.equals" }, { path: "filter.1.equals" }],
  });
});
