import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../../../tests/testkit/until.ts";
import { ended, list, migrate, openTestEvolution, stored, type TestEvolution, update } from "./evolution-fixture.ts";
import { ask, create, define, someone } from "./fixture.ts";
import { eventsOf } from "./guards.ts";

let data: TestEvolution;
beforeAll(async () => {
  data = await openTestEvolution();
});
afterAll(() => data.stop());

const name = { type: "string", maxLength: 50, "x-indexed": true };
const age = { type: "string", maxLength: 10 };
const OLD = { type: "object", additionalProperties: false, properties: { name, age } };
const schema = (properties: object, more: object = {}) => ({ ...OLD, properties, ...more });

/** A tenant with a collection of three people. */
async function company(people: object[] = [{ name: "ann", age: "1" }, { name: "bob", age: "2" }, { name: "cid" }]) {
  const who = someone();
  await define(data, who, OLD);
  for (const one of people) await create(data, who, one as { [name: string]: unknown });
  return who;
}

describe("without a migration", () => {
  test("what no record can contradict is in force at once, with its version, event and audit event", async () => {
    const ann = await company();
    const next = schema({ name: { ...name, maxLength: 60 }, age, city: { type: "string" } });
    const { data: answer, refusals } = await update(data, ann, { schema: next });
    expect(refusals).toEqual([]);
    expect(answer.updateCollection).toMatchObject({
      collection: { version: 2, schema: next },
      migration: null,
      changes: [
        { path: "/properties/name/maxLength", kind: "COMPATIBLE" },
        { path: "/properties/city", kind: "COMPATIBLE" },
      ],
    });
    await create(data, ann, { name: "dan", city: "Ulm" });
    expect((await stored(data, ann)).map((row) => row.schema_version)).toEqual([1, 1, 1, 2]);
    const versions = await ask(data, ann, `{ collection(name: "people") { versions { nodes { version schema } } } }`);
    expect(versions.data.collection.versions.nodes).toMatchObject([
      { version: 1, schema: OLD },
      { version: 2, schema: next },
    ]);
    const { outbox, audit } = await eventsOf(data, ann.tenantId);
    expect(outbox.filter(({ type }) => type === "collection.changed")).toMatchObject([
      { payload: { name: "people", version: 2 } },
    ]);
    expect(audit.filter(({ action }) => action === "collection.update")).toHaveLength(1);
  });

  test("anything is in force at once while there is no record", async () => {
    const ann = await company([]);
    const { data: answer } = await update(data, ann, {
      schema: schema({ n: { type: "integer", "x-indexed": true } }, { required: ["n"] }),
    });
    expect(answer.updateCollection).toMatchObject({
      collection: { version: 2, indexedFields: ["n"] },
      migration: null,
    });
    await create(data, ann, { n: 1 });
    expect(await list(data, ann, [{ field: "n", equals: 1 }])).toHaveLength(1);
  });

  test("the same schema changes nothing", async () => {
    const ann = await company();
    const { data: answer } = await update(data, ann, { schema: OLD });
    expect(answer.updateCollection).toMatchObject({ collection: { version: 1 }, migration: null, changes: [] });
    expect((await eventsOf(data, ann.tenantId)).outbox.filter(({ type }) => type === "collection.changed")).toEqual([]);
  });

  test.each<[string, object, string, string]>([
    ["an old version", { version: 7, schema: OLD }, "VERSION_MISMATCH", "input.version"],
    [
      "a change that records may contradict",
      { schema: schema({ name, age: { ...age, maxLength: 3 } }) },
      "INCOMPATIBLE_SCHEMA",
      "input.schema/properties/age/maxLength",
    ],
    ["a schema that is none", { schema: { type: "array" } }, "INVALID_SCHEMA", "/type"],
    [
      "two steps for one property",
      {
        schema: OLD,
        mapping: [
          { field: "a", value: 1 },
          { field: "a", remove: true },
        ],
      },
      "BAD_USER_INPUT",
      "input.mapping[1].field",
    ],
    [
      "a step that says nothing",
      { schema: OLD, mapping: [{ field: "a" }] },
      "BAD_USER_INPUT",
      "input.mapping[0].remove",
    ],
    [
      "a name that is none",
      { schema: OLD, mapping: [{ field: "__proto__", value: 1 }] },
      "BAD_USER_INPUT",
      "input.mapping[0].field",
    ],
  ])("%s is refused", async (_, input, code, path) => {
    const ann = await company();
    const { refusals } = await update(data, ann, input as { [name: string]: unknown });
    expect(refusals).toMatchObject([{ code, fields: [{ path }] }]);
    expect((await stored(data, ann)).every((row) => row.schema_version === 1)).toBe(true);
  });
});

describe("a migration", () => {
  test("fills new indexes without being asked how, and puts them in force when all are filled", async () => {
    const ann = await company();
    const indexed = schema({ name, age: { ...age, "x-unique": true } }, { "x-indexes": [["name", "-age"]] });
    const id = await migrate(data, ann, { schema: indexed });
    expect(await ended(data, ann, id)).toMatchObject({
      state: "SUCCEEDED",
      recordsTotal: 3,
      recordsChecked: 3,
      recordsFailed: 0,
    });
    expect((await list(data, ann, [{ field: "age", equals: "2" }])).map((one) => one.data.name)).toEqual(["bob"]);
    expect(await stored(data, ann)).toMatchObject([
      { t2: "v1", u1: "v1" },
      { t2: "v2", u1: "v2" },
      { t2: "", u1: null },
    ]);
    expect((await stored(data, ann)).every((row) => row.k1 instanceof Buffer)).toBe(true);
  });

  const MAPPED = schema(
    { fullName: { ...name }, age: { type: "integer", "x-indexed": true }, kind: { type: "string" } },
    { required: ["kind"] },
  );
  const MAPPING = [
    { field: "fullName", from: "name" },
    { field: "age", convert: "INTEGER" },
    { field: "kind", value: "person" },
  ];

  test("renames, converts and fills in, and leaves version and time of the record as they are", async () => {
    const ann = await company();
    const before = await list(data, ann);
    const id = await migrate(data, ann, { schema: MAPPED, mapping: MAPPING });
    expect(await ended(data, ann, id)).toMatchObject({ state: "SUCCEEDED", recordsMoved: 3 });
    await until(async () => (await list(data, ann)).every((one) => one.data.kind === "person"));
    const after = await list(data, ann);
    expect(after.map((one) => one.data)).toEqual([
      { fullName: "ann", age: 1, kind: "person" },
      { fullName: "bob", age: 2, kind: "person" },
      { fullName: "cid", kind: "person" },
    ]);
    expect(after.map(({ version, updatedAt }) => ({ version, updatedAt }))).toEqual(
      before.map(({ version, updatedAt }) => ({ version, updatedAt })),
    );
    expect((await list(data, ann, [{ field: "fullName", equals: "bob" }])).map((one) => one.data.age)).toEqual([2]);
    expect((await stored(data, ann)).map(({ schema_version, t1 }) => ({ schema_version, t1 }))).toEqual([
      { schema_version: 2, t1: null },
      { schema_version: 2, t1: null },
      { schema_version: 2, t1: null },
    ]);
    const { outbox, audit } = await eventsOf(data, ann.tenantId);
    expect(outbox.filter(({ type }) => type.startsWith("record.updated"))).toEqual([]);
    expect(audit.map(({ action }) => action).filter((action) => action.startsWith("collection-migration"))).toEqual([
      "collection-migration.apply",
      "collection-migration.finish",
    ]);
  });

  test("reports every record that would be wrong, and changes nothing", async () => {
    const ann = await company([
      { name: "ann", age: "no number" },
      { name: "bob", age: "2" },
      { name: "cid", age: "none" },
    ]);
    const records = await list(data, ann);
    for (const dryRun of [true, false]) {
      const id = await migrate(data, ann, { schema: MAPPED, mapping: MAPPING, dryRun });
      const migration = await ended(data, ann, id);
      expect(migration).toMatchObject({ state: "FAILED", dryRun, recordsChecked: 3, recordsFailed: 2 });
      expect(migration.failures.nodes).toMatchObject([
        { recordId: records[0]?.id, path: "/age", code: "NOT_CONVERTIBLE" },
        { recordId: records[2]?.id, path: "/age", code: "NOT_CONVERTIBLE" },
      ]);
      expect(JSON.stringify(migration.failures)).not.toContain("no number");
    }
    expect(await list(data, ann)).toEqual(records);
    expect(await stored(data, ann)).toMatchObject(Array(3).fill({ t2: null, n1: null, schema_version: 1 }));
    await create(data, ann, { name: "dan", age: "none" });
  });

  test("that only checks says when all would be right, and changes nothing", async () => {
    const ann = await company();
    const id = await migrate(data, ann, { schema: MAPPED, mapping: MAPPING, dryRun: true });
    expect(await ended(data, ann, id)).toMatchObject({
      state: "CHECKED",
      recordsChecked: 3,
      recordsFailed: 0,
      recordsMoved: 0,
    });
    expect((await stored(data, ann)).map((row) => row.data)).toEqual([
      { name: "ann", age: "1" },
      { name: "bob", age: "2" },
      { name: "cid" },
    ]);
  });

  test.each([true, false])("to a unique field reports the second of two (dry run: %s)", async (dryRun) => {
    const ann = await company([{ name: "ann" }, { name: "bob" }, { name: "ann" }]);
    const unique = schema({ name: { ...name, "x-unique": true }, age });
    const id = await migrate(data, ann, { schema: unique, dryRun });
    const migration = await ended(data, ann, id);
    const [, , third] = await list(data, ann);
    expect(migration.failures.nodes).toMatchObject([{ recordId: third?.id, path: "/name", code: "VALUE_TAKEN" }]);
    expect(migration.state).toBe("FAILED");
    expect(await stored(data, ann)).toMatchObject(Array(3).fill({ u1: null }));
    const { rows } = await data.platform.databases.owner.pool.query(
      "select from data.staged_key where tenant_id = $1",
      [ann.tenantId],
    );
    expect(rows).toEqual([]);
  });
});

describe("a unique field", () => {
  const UNIQUE = schema({ name: { ...name, "x-unique": true }, age });
  const CREATE = `mutation ($data: JSON!) { createRecord(input: { collection: "people", data: $data }) { record { id version } } }`;

  test("has each value once in a collection, and any number of records lack it", async () => {
    const ann = someone();
    await define(data, ann, UNIQUE);
    const first = await create(data, ann, { name: "ann" });
    for (const _ of [1, 2]) await create(data, ann, { age: "1" });
    const taken = [{ code: "CONFLICT", fields: [{ path: "/name", code: "VALUE_TAKEN" }] }];
    expect((await ask(data, ann, CREATE, { data: { name: "ann" } })).refusals).toMatchObject(taken);
    const other = await create(data, ann, { name: "bob" });
    const UPDATE = `mutation ($id: ID!, $data: JSON!) { updateRecord(input: { id: $id, version: 1, data: $data }) { record { version } } }`;
    expect((await ask(data, ann, UPDATE, { id: other.id, data: { name: "ann" } })).refusals).toMatchObject(taken);
    expect((await ask(data, ann, UPDATE, { id: first.id, data: { name: "ann", age: "2" } })).refusals).toEqual([]);
    // Another collection, and another tenant, know nothing of it.
    await define(data, ann, UNIQUE, "others");
    await create(data, ann, { name: "ann" }, "others");
    const bob = someone();
    await define(data, bob, UNIQUE);
    await create(data, bob, { name: "ann" });
  });

  test("of many who write one value at once, one succeeds", async () => {
    const ann = someone();
    await define(data, ann, UNIQUE);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(data, ann, CREATE, { data: { name: "x" } })));
    expect(answers.map(({ refusals }) => refusals[0]?.code ?? "OK").sort()).toEqual([
      ...Array(5).fill("CONFLICT"),
      "OK",
    ]);
  });
});
