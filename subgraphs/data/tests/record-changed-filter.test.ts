import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RecordFilter, readFilter } from "../src/records/filter.ts";
import { matches } from "../src/records/matches.ts";
import { type IndexedField, TEXT_SLOTS } from "../src/records/slots.ts";
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
  expect(await refusal([{ field: "note", equals: "x" }])).toMatchObject({
    code: "FIELD_NOT_INDEXED",
    fields: [{ path: "filter.0.field" }],
  });
  expect(await refusal([{ field: "__proto__", equals: 1 }])).toMatchObject({ code: "FIELD_NOT_INDEXED" });
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

test("a filter in memory holds for exactly the records that the database finds by it", async () => {
  const ada = someone();
  await define(data, ada);
  const fields: IndexedField[] = [
    { name: "name", type: "text", slot: TEXT_SLOTS[0] },
    { name: "age", type: "integer", slot: "n1" },
  ];
  const text = fc.constantFrom("", "a", "ab", "b", "ä", "\u{10000}", "\uffff", "z", "A");
  const age = fc.constantFrom(null, 0, 1, 2, 7, 1e15);
  const stored: { id: string; data: { name: string; age?: number | null } }[] = [];
  for (const one of fc.sample(fc.record({ name: text, age }, { requiredKeys: ["name"] }), { numRuns: 40, seed: 7 }))
    stored.push({ id: (await create(data, ada, { ...one })).id, data: one });
  const operator = fc.constantFrom("lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "equals");
  const condition = fc.oneof(
    fc.tuple(operator, text).map(([name, value]) => ({ field: "name", [name]: value })),
    fc.tuple(operator, fc.nat(8)).map(([name, value]) => ({ field: "age", [name]: value })),
    fc.constant({ field: "age", equals: null }),
    fc.array(text, { maxLength: 4 }).map((values) => ({ field: "name", in: values })),
    text.map((value) => ({ field: "name", startsWith: value })),
  ) as fc.Arbitrary<RecordFilter>;
  await fc.assert(
    fc.asyncProperty(fc.array(condition, { minLength: 1, maxLength: 3 }), async (filter) => {
      const { data: answer } = await ask(data, ada, LIST, { filter });
      const found = answer.records.nodes.map(({ id }: { id: string }) => id);
      const conditions = readFilter(filter, fields);
      const held = stored.filter((one) => matches(conditions, fields, one.data)).map(({ id }) => id);
      expect(held.sort()).toEqual(found.sort());
    }),
    { numRuns: 150, seed: 11 },
  );
});

const LIST = `query ($filter: [RecordFilter!]) { records(collection: "people", filter: $filter, first: 100) { nodes { id } } }`;
