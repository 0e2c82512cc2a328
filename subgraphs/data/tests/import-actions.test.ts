import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stateOf, stocked } from "./action-fixture.ts";
import { ask, create, someone } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { bytesOf } from "./history-fixture.ts";
import { createImport, importFile, openTestImports, type TestImports, upload } from "./import-fixture.ts";

let imports: TestImports;
beforeAll(async () => {
  imports = await openTestImports();
});
afterAll(() => imports.stop());

const UPSERT = { action: "UPSERT", key: "code" };
const REPLACE = { action: "REPLACE", key: "code" };

async function eventTypes(tenantId: string) {
  const { outbox } = await eventsOf(imports, tenantId);
  return outbox.filter(({ type }) => type.startsWith("record")).map(({ type }) => type);
}

describe("UPSERT", () => {
  test("makes what is new, writes over what is there, and leaves alone what is so already", async () => {
    const ann = await stocked(imports, 3);
    const done = await importFile(imports, ann, "n,code\n7,c0\n1,c1\n9,new\n", "STRICT", UPSERT);
    expect(done).toMatchObject({ status: "SUCCEEDED", action: "UPSERT", key: "code", rowsRead: 3, rowsStored: 3 });
    expect(done).toMatchObject({ recordsCreated: 1, recordsUpdated: 1, recordsUnchanged: 1, recordsDeleted: 0 });
    const { living, versions, deleted } = await stateOf(imports, ann);
    expect(living).toEqual([
      { data: { code: "c0", n: 7, note: "was" }, version: 2 },
      { data: { code: "c1", n: 1, note: "was" }, version: 1 },
      { data: { code: "c2", n: 2, note: "was" }, version: 1 },
      { data: { code: "new", n: 9 }, version: 1 },
    ]);
    expect({ versions, deleted }).toEqual({ versions: 1, deleted: 0 });
    const { outbox, audit } = await eventsOf(imports, ann.tenantId);
    const told = outbox.find(({ type }) => type === "record.updated");
    expect(told?.payload).toMatchObject({
      version: 2,
      data: { n: 7, note: "was" },
      previous: { n: 0 },
      updatedBy: ann.id,
    });
    const finish = audit.find(({ action }) => action === "import.finish");
    expect(finish?.body).toMatchObject({ detail: { action: "UPSERT", key: "code", recordsUpdated: 1 } });
    const again = await importFile(imports, ann, "n,code\n7,c0\n1,c1\n9,new\n", "PARTIAL", UPSERT);
    expect(again).toMatchObject({ recordsCreated: 0, recordsUpdated: 0, recordsUnchanged: 3, rowsStored: 3 });
    // The files go when the imports have ended.
    const uncounted = async () => bytesOf(imports, ann).then(({ counted, kept }) => counted - kept);
    await expect.poll(uncounted).toBe(0);
  });

  test("what was written over is found by what it is now", async () => {
    const ann = await stocked(imports, 2);
    await importFile(imports, ann, "n,code\n70,c0\n", "STRICT", UPSERT);
    const list = `query { records(collection: "people", filter: [{ field: "n", equals: 70 }]) { nodes { data } } }`;
    const { data, refusals } = await ask(imports, ann, list);
    expect(refusals).toEqual([]);
    expect(data.records.nodes).toEqual([{ data: { code: "c0", n: 70, note: "was" } }]);
  });

  test.each(["STRICT", "PARTIAL"])(
    "%s: says which rows are wrong, by the record that they would make",
    async (mode) => {
      const ann = await stocked(imports, 3);
      await create(imports, ann, { code: "other", serial: 5 });
      const rows = ["c0,1,-1", "c1,5,1", ",7,1", "c2,6,1", "c2,8,1", "n1,6,1", "n2,9,x", "n2,9,1", "other,5,3"];
      const done = await importFile(imports, ann, `code,serial,n\n${rows.join("\n")}\n`, mode, UPSERT);
      expect(done.rejections.nodes.map(({ row, code, column }) => [row, code, column])).toEqual([
        [1, "VALUE_RANGE", "n"],
        [2, "VALUE_TAKEN", "serial"],
        [3, "VALUE_REQUIRED", "code"],
        [5, "KEY_REPEATED", "code"],
        [6, "VALUE_TAKEN", "serial"],
        [7, "VALUE_TYPE", "n"],
        [8, "KEY_REPEATED", "code"],
      ]);
      const { living } = await stateOf(imports, ann);
      const changed = living.filter(({ version }) => version === 2).map(({ data }) => data.code);
      if (mode === "STRICT") {
        expect(done).toMatchObject({ status: "FAILED", failure: { code: "ROWS_REJECTED" }, rowsStored: 0 });
        expect(changed).toEqual([]);
      } else {
        expect(done).toMatchObject({ status: "SUCCEEDED", rowsStored: 2, recordsUpdated: 2, recordsCreated: 0 });
        expect(changed).toEqual(["c2", "other"]);
      }
    },
  );

  test("a row that makes a record needs what the schema requires; one that changes one does not", async () => {
    const ann = await stocked(imports, 1, {
      type: "object",
      required: ["code", "note"],
      properties: {
        code: { type: "string", maxLength: 40, "x-unique": true },
        note: { type: "string" },
        n: { type: "integer", "x-indexed": true },
      },
    });
    const done = await importFile(imports, ann, "code,n\nc0,3\nc1,4\n", "PARTIAL", UPSERT);
    expect(done).toMatchObject({ recordsUpdated: 1, recordsCreated: 0, rowsRejected: 1 });
    expect(done.rejections.nodes).toMatchObject([{ row: 2, code: "VALUE_REQUIRED" }]);
  });
});

describe("REPLACE", () => {
  test("makes the collection what the file is; what it lacks can be restored", async () => {
    const ann = await stocked(imports, 5);
    const done = await importFile(imports, ann, "code,n\nc1,1\nc3,30\nnew,1\n", "STRICT", REPLACE);
    expect(done).toMatchObject({ status: "SUCCEEDED", recordsCreated: 1, recordsUpdated: 2, recordsDeleted: 3 });
    const { living, deleted, noted, staged } = await stateOf(imports, ann);
    expect(living.map(({ data }) => data)).toEqual([
      { code: "c1", n: 1 },
      { code: "c3", n: 30 },
      { code: "new", n: 1 },
    ]);
    expect(deleted).toBe(3);
    expect((await eventTypes(ann.tenantId)).filter((type) => type === "record.deleted")).toHaveLength(3);
    await expect.poll(async () => stateOf(imports, ann)).toMatchObject({ noted: 0, staged: 0 });
    expect([noted, staged]).toBeDefined();
    const bin = `query { deletedRecords(collection: "people") { nodes { id data } } }`;
    const gone = (await ask(imports, ann, bin)).data.deletedRecords.nodes;
    const restore = `mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) { record { data } } }`;
    const back = await ask(imports, ann, restore, { input: { id: gone[0].id } });
    expect(back.data.restoreRecord.record.data).toEqual(gone[0].data);
  });

  test("PARTIAL keeps the record of a rejected row, and deletes nothing when a row's key cannot be read", async () => {
    const ann = await stocked(imports, 4);
    const done = await importFile(imports, ann, "code,n\nc0,0\nc1,-5\nc2,x\n", "PARTIAL", REPLACE);
    expect(done).toMatchObject({ status: "SUCCEEDED", rowsRejected: 2, recordsDeleted: 1, recordsUpdated: 1 });
    expect((await stateOf(imports, ann)).living.map(({ data }) => data.code)).toEqual(["c0", "c1", "c2"]);
    const unsure = await importFile(imports, ann, "code,n\nc0,7\n,3\n", "PARTIAL", REPLACE);
    expect(unsure).toMatchObject({ status: "FAILED", recordsUpdated: 1, recordsDeleted: 0 });
    expect(unsure.failure).toMatchObject({ code: "KEYS_UNREADABLE" });
    expect((await stateOf(imports, ann)).living).toHaveLength(3);
  });

  test("PARTIAL takes no text of a rejected row for its key that is not surely that", async () => {
    const ann = await stocked(imports, 1);
    await create(imports, ann, { code: "=1+1" });
    // A comma that is not in quotes moves the fields.
    const ragged = await importFile(imports, ann, 'n,code\n1,000,c0\n3,"=1+1"\n', "PARTIAL", REPLACE);
    expect(ragged).toMatchObject({ failure: { code: "KEYS_UNREADABLE" }, recordsDeleted: 0 });
    const guarded = await importFile(imports, ann, "n,code\n1,c0\nx,'=1+1\n", "PARTIAL", REPLACE);
    expect(guarded).toMatchObject({ status: "SUCCEEDED", rowsRejected: 1, recordsDeleted: 0 });
    const twice = "<r><r><code>new</code><code>c0</code></r><r><code>=1+1</code></r></r>";
    const doubled = await importFile(imports, ann, twice, "PARTIAL", REPLACE);
    expect(doubled).toMatchObject({ failure: { code: "KEYS_UNREADABLE" }, recordsDeleted: 0 });
  });
});

test.each([
  ["CREATE", undefined, "code,n\nx,1\nc0,1\n", { recordsCreated: 1, rowsRejected: 1 }],
  ["UPSERT", "code", "code,n\nx,1\nc0,5\nc1,1\n", { recordsCreated: 1, recordsUpdated: 1, recordsUnchanged: 1 }],
  [
    "REPLACE",
    "code",
    "code,n,note\nx,1,\nc0,-1,\nc1,1,was\n",
    { recordsCreated: 1, recordsUnchanged: 1, recordsDeleted: 1, rowsRejected: 1 },
  ],
])("a dry run of %s tells what would be, and stores nothing", async (action, key, file, would) => {
  const ann = await stocked(imports, 3);
  const before = await stateOf(imports, ann);
  for (const mode of ["STRICT", "PARTIAL"]) {
    const done = await importFile(imports, ann, file, mode, { action, key, dryRun: true });
    expect(done).toMatchObject({ status: "SUCCEEDED", rowsStored: 0, failure: null, ...would });
  }
  await expect.poll(async () => stateOf(imports, ann)).toEqual(before);
  expect(await eventTypes(ann.tenantId)).toEqual([]);
});

describe("an idempotency key", () => {
  test("answers the first import again, also asked for twice at once, and drops the upload that came again", async () => {
    const ann = await stocked(imports, 1);
    const ask = async (file: string, others: object = {}, who = ann) =>
      createImport(imports, who, {
        collection: "people",
        upload: await upload(imports, ann, file),
        idempotencyKey: "k1",
        ...others,
      });
    const uploads = async () => {
      const { pool } = imports.platform.databases.owner;
      return (await pool.query("select from platform.blob where tenant_id = $1", [ann.tenantId])).rowCount;
    };
    const once = { collection: "people", upload: await upload(imports, ann, "code\nz\n"), idempotencyKey: "k0" };
    const same = await Promise.all([createImport(imports, ann, once), createImport(imports, ann, once)]);
    expect(same.flatMap(({ refusals }) => refusals)).toEqual([]);
    expect(same[0]?.data.createImport.import.id).toBe(same[1]?.data.createImport.import.id);
    const both = await Promise.all([ask("code\na\n"), ask("code\na\n")]);
    const ids = both.map(({ data, refusals }) => data?.createImport?.import.id ?? refusals);
    expect(ids[0]).toBe(ids[1]);
    await imports.ended(ids[0]);
    const third = await ask("code\na\n");
    expect(third.data.createImport.import).toMatchObject({ id: ids[0], status: "SUCCEEDED" });
    await expect.poll(uploads).toBe(0);
    const refused = [await ask("code\nb\n"), await ask("code\na\n", { mode: "PARTIAL" })];
    for (const { refusals } of refused)
      expect(refusals).toMatchObject([{ code: "CONFLICT", fields: [{ code: "IDEMPOTENCY_KEY_REUSED" }] }]);
    const { outbox } = await eventsOf(imports, ann.tenantId);
    expect(outbox.filter(({ type }) => type === "import.created")).toHaveLength(2);
    // Somebody else's key of the same name is another key.
    const other = await ask("code\nb\n", {}, someone(ann.tenantId));
    expect(other.data.createImport.import.id).not.toBe(ids[0]);
  });
});
