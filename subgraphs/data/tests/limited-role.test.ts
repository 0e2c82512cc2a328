import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ask,
  create,
  define,
  openTestData,
  someone,
  type TestData,
  type TestPrincipal,
  type TestRecord,
} from "./fixture.ts";
import { createImport, startImport, upload } from "./import-fixture.ts";
import { follow, take } from "./subscription.ts";

/** A role that is limited to some collections: everything outside them is answered as if it did not exist. */
let data: TestData;
let admin: TestPrincipal;
let limited: TestPrincipal;
let mine: TestRecord;
let theirs: TestRecord;
let theirImport: string;
let theirCollection: { id: string };

beforeAll(async () => {
  data = await openTestData();
  admin = someone();
  limited = { ...someone(admin.tenantId), collections: new Set(["people", "plans"]) };
  await define(data, admin);
  theirCollection = await define(data, admin, undefined, "wages");
  mine = await create(data, admin, { name: "mine" });
  theirs = await create(data, admin, { name: "theirs" }, "wages");
  theirImport = await startImport(data, admin, "name\nAda\n", "STRICT", "wages");
});
afterAll(() => data.stop());

const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const UPDATE = "mutation ($i: UpdateRecordInput!) { updateRecord(input: $i) { record { version } } }";
const DELETE = "mutation ($i: DeleteRecordInput!) { deleteRecord(input: $i) { id } }";
const RECORD = "query ($id: ID!) { record(id: $id) { id } }";
const VERSIONS = "query ($id: ID!) { recordVersions(id: $id) { nodes { version } } }";
const RECORDS = "query ($c: String!) { records(collection: $c) { nodes { id } } }";
const AGGREGATE =
  'query ($c: String!) { recordAggregate(collection: $c, measures: { as: "n", function: COUNT }) { groups { values } } }';
const COLLECTION = "query ($c: String!) { collection(name: $c) { id } }";
const IMPORT = "query ($id: ID!) { import(id: $id) { id rejections { nodes { row } } } }";
const ENTITIES = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }";

const asLimited = (source: string, variables: Record<string, unknown>) => ask(data, limited, source, variables);

describe("outside its collections everything is answered as what does not exist", () => {
  const nobody = encodeId("record", newUuid());
  const ofNothing = encodeId("import", newUuid());
  const entity = (typename: string, id: string) => ({ r: [{ __typename: typename, id }] });

  test.each([
    ["records", RECORDS, () => ({ c: "wages" }), () => ({ c: "nothing" })],
    ["recordAggregate", AGGREGATE, () => ({ c: "wages" }), () => ({ c: "nothing" })],
    ["collection", COLLECTION, () => ({ c: "wages" }), () => ({ c: "nothing" })],
    ["record", RECORD, () => ({ id: theirs.id }), () => ({ id: nobody })],
    ["recordVersions", VERSIONS, () => ({ id: theirs.id }), () => ({ id: nobody })],
    ["a record as an entity", ENTITIES, () => entity("Record", theirs.id), () => entity("Record", nobody)],
    [
      "a collection as an entity",
      ENTITIES,
      () => entity("Collection", theirCollection.id),
      () => entity("Collection", encodeId("collection", newUuid())),
    ],
    ["import", IMPORT, () => ({ id: theirImport }), () => ({ id: ofNothing })],
    ["an import as an entity", ENTITIES, () => entity("Import", theirImport), () => entity("Import", ofNothing)],
    [
      "createRecord",
      CREATE,
      () => ({ i: { collection: "wages", data: { name: "x" } } }),
      () => ({ i: { collection: "nothing", data: { name: "x" } } }),
    ],
    [
      "updateRecord, whatever the version",
      UPDATE,
      () => ({ i: { id: theirs.id, version: 7, data: { name: "x" } } }),
      () => ({ i: { id: nobody, version: 7, data: { name: "x" } } }),
    ],
    [
      "deleteRecord, whatever the version",
      DELETE,
      () => ({ i: { id: theirs.id, version: 7 } }),
      () => ({ i: { id: nobody, version: 7 } }),
    ],
    [
      "restoreRecord",
      "mutation ($i: RestoreRecordInput!) { restoreRecord(input: $i) { record { id } } }",
      () => ({ i: { id: theirs.id, version: 1 } }),
      () => ({ i: { id: nobody, version: 1 } }),
    ],
    [
      "purgeRecord, though it is not deleted",
      "mutation ($i: PurgeRecordInput!) { purgeRecord(input: $i) { id } }",
      () => ({ i: { id: theirs.id } }),
      () => ({ i: { id: nobody } }),
    ],
    [
      "deletedRecords",
      "query ($c: String!) { deletedRecords(collection: $c) { nodes { id } } }",
      () => ({ c: "wages" }),
      () => ({ c: "nothing" }),
    ],
    [
      "updateRecords",
      "mutation ($i: UpdateRecordsInput!) { updateRecords(input: $i) { bulkChange { id } } }",
      () => ({ i: { collection: "wages", all: true, set: { name: "x" } } }),
      () => ({ i: { collection: "nothing", all: true, set: { name: "x" } } }),
    ],
    [
      "deleteRecords",
      "mutation ($i: DeleteRecordsInput!) { deleteRecords(input: $i) { bulkChange { id } } }",
      () => ({ i: { collection: "wages", all: true } }),
      () => ({ i: { collection: "nothing", all: true } }),
    ],
  ])("%s", async (_what, source, outside, nothing) => {
    const refused = await asLimited(source, outside());
    expect(refused.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
    expect(refused).toEqual(await asLimited(source, nothing()));
  });

  test("createImport", async () => {
    const input = { upload: await upload(data, limited, "name\nx\n"), mode: "STRICT" };
    const [outside, nothing] = await Promise.all(
      ["wages", "nothing"].map((collection) => createImport(data, limited, { ...input, collection })),
    );
    expect(outside?.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
    expect(outside).toEqual(nothing);
  });

  test("recordChanged, and the change that another was told of", async () => {
    const source = await follow(data, admin, null, "wages");
    const made = await create(data, admin, { name: "told" }, "wages");
    const [change] = await take(source, 1);
    expect(change).toMatchObject({ recordId: made.id });
    const CHANGE = "query ($c: String!, $at: String!) { recordChange(collection: $c, cursor: $at) { kind } }";
    expect((await asLimited(CHANGE, { c: "wages", at: change?.cursor })).refusals).toMatchObject([
      { code: "NOT_FOUND" },
    ]);
    await expect(follow(data, limited, null, "wages")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a collection of another name cannot be defined", async () => {
    await expect(define(data, limited, undefined, "secrets")).rejects.toThrow(/NOT_FOUND/);
    expect(await define(data, limited, undefined, "plans")).toMatchObject({ name: "plans" });
  });
});

describe("within its collections it is as any other role", () => {
  test("it reads, writes, changes and deletes", async () => {
    expect((await asLimited(RECORD, { id: mine.id })).data.record).toEqual({ id: mine.id });
    const made = await create(data, limited, { name: "new" });
    expect((await asLimited(UPDATE, { i: { id: made.id, version: 1, data: { name: "x" } } })).refusals).toEqual([]);
    expect((await asLimited(DELETE, { i: { id: made.id } })).refusals).toEqual([]);
  });

  test("lists hold what it reaches and nothing else", async () => {
    const ours = await startImport(data, limited, "name\nAda\n");
    const { data: lists } = await asLimited("{ collections { nodes { name } } imports { nodes { id } } }", {});
    expect(lists.collections.nodes.map(({ name }: { name: string }) => name)).not.toContain("wages");
    expect(lists.imports.nodes).toEqual([{ id: ours }]);
    const PAGE = "query ($after: String) { imports(first: 1, after: $after) { nodes { id } pageInfo { endCursor } } }";
    const first = (await asLimited(PAGE, { after: null })).data.imports;
    expect(first.nodes).toEqual([{ id: ours }]);
    expect((await asLimited(PAGE, { after: first.pageInfo.endCursor })).data.imports.nodes).toEqual([]);
  });
});
