import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { define, openTestData, someone, type TestData } from "./fixture.ts";
import { eventsOf, lastWritten } from "./guards.ts";
import { createImport, readImport, startImport, upload } from "./import-fixture.ts";

// No runner here: what createImport answers is only that the file waits for its turn.
let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

test("an import waits in the queue, with its event and its audit event in one transaction", async () => {
  const ada = someone();
  const collection = await define(data, ada);
  const id = await startImport(data, ada, "name\nAda\n", "PARTIAL");
  expect(await readImport(data, ada, id)).toMatchObject({
    collection: "people",
    status: "QUEUED",
    mode: "PARTIAL",
    bytes: 9,
    rowsRead: 0,
    failure: null,
    createdBy: { id: ada.id },
    finishedAt: null,
    rejections: { nodes: [] },
  });
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({
    type: "import.created",
    subject: tryDecodeId("import", id),
    payload: { collectionId: tryDecodeId("collection", collection.id) },
  });
  expect(audited).toMatchObject({
    action: "import.create",
    target_id: id,
    outcome: "SUCCEEDED",
    body: {
      detail: { collection: "people", bytes: 9, mode: "PARTIAL", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    },
  });
});

test("an upload is imported once", async () => {
  const ada = someone();
  await define(data, ada);
  const input = { collection: "people", upload: await upload(data, ada, "name\nAda\n") };
  const answers = await Promise.all([createImport(data, ada, input), createImport(data, ada, input)]);
  expect(answers.flatMap(({ refusals }) => refusals)).toMatchObject([{ code: "CONFLICT" }]);
  const { outbox } = await eventsOf(data, ada.tenantId);
  expect(outbox.filter(({ type }) => type === "import.created")).toHaveLength(1);
});

test("an upload still being written is no upload yet", async () => {
  const ada = someone();
  await define(data, ada);
  const id = newUuid();
  await flushAsTenant(data.platform.databases.gateway, ada.tenantId, [
    { text: "insert into platform.blob (tenant_id, id) values ($1, $2)", values: [ada.tenantId, id] },
  ]);
  const answer = await createImport(data, ada, { collection: "people", upload: encodeId("blob", id) });
  expect(answer.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("an import keeps its upload from expiring, in the transaction that creates it", async () => {
  const ada = someone();
  await define(data, ada);
  const expiries = async () => {
    const text = "select expires_at from platform.blob where tenant_id = $1";
    return (await data.platform.databases.owner.pool.query(text, [ada.tenantId])).rows;
  };
  const file = await upload(data, ada, "name\nAda\n");
  expect(await expiries()).toEqual([{ expires_at: expect.any(Date) }]);
  await createImport(data, ada, { collection: "people", upload: file });
  expect(await expiries()).toEqual([{ expires_at: null }]);
});

test("what came along with a request that is refused is removed at once; a resumable upload waits for a better one", async () => {
  const ada = someone();
  await define(data, ada);
  const { pool } = data.platform.databases.owner;
  const kept = async () => (await pool.query("select id from platform.blob where tenant_id = $1", [ada.tenantId])).rows;
  const ask = async (file: string) =>
    (await createImport(data, ada, { collection: "people", upload: file, key: "name" })).refusals;
  expect(await ask(await upload(data, ada, "name\nAda\n"))).toMatchObject([{ code: "BAD_USER_INPUT" }]);
  expect(await kept()).toEqual([]);
  const resumable = await upload(data, ada, "name\nAda\n");
  const id = tryDecodeId("blob", resumable);
  const arrived =
    "insert into platform.upload (tenant_id, blob_id, length, at_byte, created_by) values ($1, $2, 9, 9, $3)";
  await pool.query(arrived, [ada.tenantId, id, ada.id]);
  expect(await ask(resumable)).toMatchObject([{ code: "BAD_USER_INPUT" }]);
  expect(await kept()).toEqual([{ id }]);
  expect((await createImport(data, ada, { collection: "people", upload: resumable })).refusals).toEqual([]);
});

test("what is kept for something else, such as a part of an export, is no upload: an import would delete it", async () => {
  const ada = someone();
  await define(data, ada);
  async function* part() {
    yield Buffer.from("name\nAda\n");
  }
  const days = (count: number) => ({ expiresAt: new Date(Date.now() + count * 86_400_000) });
  for (const until of [{}, days(7)]) {
    const { id } = await data.blobs.gateway.put(ada.tenantId, part(), { maxBytes: 100, ...until });
    for (const wrong of [{}, { key: "name" }, { idempotencyKey: "k" }]) {
      const { refusals } = await createImport(data, ada, {
        collection: "people",
        upload: encodeId("blob", id),
        ...wrong,
      });
      expect(refusals).toMatchObject([{ code: "CONFLICT", fields: [{ path: "input.upload", code: "UPLOAD_USED" }] }]);
    }
    expect(await data.blobs.data.stat(ada.tenantId, id)).toMatchObject({ bytes: 9 });
  }
});

test("an upload that has expired is not found, even if it does so in the midst of it", async () => {
  const ada = someone();
  await define(data, ada);
  const expired = await upload(data, ada, "name\nAda\n", -1);
  const { refusals } = await createImport(data, ada, { collection: "people", upload: expired });
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  const file = await upload(data, ada, "name\nAda\n");
  const { stat } = data.blobs.data;
  data.blobs.data.stat = async (tenantId, id) => {
    const found = await stat(tenantId, id);
    const expire = "update platform.blob set expires_at = now() where tenant_id = $1 and id = $2";
    await data.platform.databases.owner.pool.query(expire, [tenantId, id]);
    return found;
  };
  try {
    const answer = await createImport(data, ada, { collection: "people", upload: file });
    expect(answer.refusals).toEqual(refusals);
  } finally {
    data.blobs.data.stat = stat;
  }
  const { outbox } = await eventsOf(data, ada.tenantId);
  expect(outbox.filter(({ type }) => type === "import.created")).toEqual([]);
});

test("an upload's id that is none is refused with its place in the input", async () => {
  const ada = someone();
  await define(data, ada);
  const answer = await createImport(data, ada, { collection: "people", upload: encodeId("record", newUuid()) });
  expect(answer.refusals).toMatchObject([
    { code: "BAD_USER_INPUT", fields: [{ path: "input.upload", code: "INVALID_ID" }] },
  ]);
});
