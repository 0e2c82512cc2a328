import { createBlobSweeper } from "@bulkhead/kernel/blob-sweeper.ts";
import { openDatabase } from "@bulkhead/kernel/database.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openCommitProxy } from "../../../tests/testkit/commit-proxy.ts";
import type { ExportJobOptions } from "../src/jobs/export-job.ts";
import { fileOf, readExport } from "./export-fixture.ts";
import { beginExport } from "./export-turns.ts";
import { ask, openTestData, type TestData, type TestPrincipal } from "./fixture.ts";
import { createImport } from "./import-fixture.ts";

/** Exports of three parts, a turn at a time, as no worker would be stopped so exactly. */
let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const RECORDS = 2_500;
const FAILURE = "query ($id: ID!) { export(id: $id) { failure { code } } }";
const CANCEL = "mutation ($input: CancelExportInput!) { cancelExport(input: $input) { export { status } } }";

const begin = (options: Partial<ExportJobOptions> = {}) => beginExport(data, RECORDS, {}, options);

async function blobsOf({ tenantId }: TestPrincipal) {
  const { rows } = await data.platform.databases.owner.pool.query(
    `select expires_at, expires_at <= now() as is_over from platform.blob where tenant_id = $1 order by id`,
    [tenantId],
  );
  return rows as { expires_at: string | null; is_over: boolean | null }[];
}

function sweep(): Promise<number> {
  const { databases, log } = data.platform;
  return createBlobSweeper({ db: databases.worker, bytes: "postgres", log, graceMs: 0 }).sweep();
}

test("parts stay however long the export takes, and then as long as its file is promised, to the last download", async () => {
  const { who, id, turn } = await begin();
  expect([await turn(), await turn()]).toEqual(["again", "again"]);
  expect(await blobsOf(who)).toMatchObject(Array(2).fill({ expires_at: null }));
  expect([await turn(), await turn()]).toEqual(["again", "done"]);
  const ended = await readExport(data, who, id);
  expect(ended).toMatchObject({ status: "SUCCEEDED", recordsWritten: RECORDS });
  expect(ended.parts).toHaveLength(4);
  const untilThen = Date.parse(ended.expiresAt ?? "");
  expect(untilThen).toBeGreaterThan(Date.now() + 6.9 * 86_400_000);
  for (const { expires_at } of await blobsOf(who))
    expect(Math.round((Date.parse(String(expires_at)) - untilThen) / 60_000)).toBe(60);
  expect((await fileOf(data, who, ended)).toString().split("\n")).toHaveLength(RECORDS + 1);
});

test("a schema that changes while the last records are read ends it, and its parts are swept at once", async () => {
  const { who, id, turn } = await begin();
  for (let at = 0; at < 3; at++) expect(await turn()).toBe("again");
  const change = "update data.collection set version = version + 1 where tenant_id = $1";
  expect(await turn({ before: () => data.platform.databases.owner.pool.query(change, [who.tenantId]) })).toBe("again");
  expect(await readExport(data, who, id)).toMatchObject({ status: "RUNNING", recordsWritten: RECORDS });
  expect(await turn()).toBe("done");
  expect(await readExport(data, who, id)).toMatchObject({ status: "FAILED", parts: [], sha256: null });
  const { refusals, ...failed } = await ask(data, who, FAILURE, { id });
  expect([refusals, failed.data.export]).toEqual([[], { failure: { code: "EXPORT_SCHEMA" } }]);
  expect(await blobsOf(who)).toMatchObject(Array(3).fill({ is_over: true }));
  await sweep();
  expect(await blobsOf(who)).toEqual([]);
});

test("parts of one that is cancelled are swept at once, the one that is being written too", async () => {
  const { who, id, turn } = await begin();
  expect(await turn()).toBe("again");
  const cancel = () => ask(data, who, CANCEL, { input: { id } });
  expect(await turn({ before: cancel })).toBe("again");
  expect(await blobsOf(who)).toMatchObject([{ is_over: true }]);
  expect(await turn()).toBe("done");
  await sweep();
  expect(await blobsOf(who)).toEqual([]);
  expect(await readExport(data, who, id)).toMatchObject({ status: "CANCELLED", recordsWritten: 1_000, parts: [] });
});

test("a part whose commit was not answered is a part all the same, and the file is whole", async () => {
  const proxy = await openCommitProxy(data.platform.url);
  onTestFinished(proxy.stop);
  const { secret, log } = data.platform;
  const role = "bulkhead_data";
  const password = rolePassword(secret, role);
  const db = openDatabase({ url: proxy.url, role, password, maxConnections: 2, log, writeMs: 1_000 });
  onTestFinished(() => db.pool.end());
  const { put } = data.blobs.data;
  // The next thing that is committed is the part.
  const blobs = {
    ...data.blobs.data,
    async put(...which: Parameters<typeof put>) {
      const blob = await put(...which);
      proxy.fate = "is lost";
      return blob;
    },
  };
  const { who, id, turn } = await begin({ db, blobs });
  // A worker gives it another turn, up to the last part, which ends it.
  for (let at = 0; at < 4; at++) await expect(turn()).rejects.toThrow("may or may not");
  expect(await turn()).toBe("done");
  const ended = await readExport(data, who, id);
  expect(ended).toMatchObject({ status: "SUCCEEDED", recordsWritten: RECORDS });
  expect((await fileOf(data, who, ended)).toString().split("\n")).toHaveLength(RECORDS + 1);
});

test("a part of an export is no upload: importing it would take it away", async () => {
  const { who, id, turn } = await begin();
  expect(await turn({ isOver: () => false })).toBe("done");
  const ended = await readExport(data, who, id);
  for (const more of [{}, { idempotencyKey: "again" }]) {
    const { refusals } = await createImport(data, who, {
      collection: "people",
      upload: ended.parts[0]?.blob,
      dryRun: true,
      ...more,
    });
    expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  }
  expect(await blobsOf(who)).toMatchObject(Array(ended.parts.length).fill({ is_over: false }));
});

test("when the plan has no more bytes it ends and says so, with nothing left behind", async () => {
  const { who, id, turn } = await begin();
  expect(await turn()).toBe("again");
  const { pool } = data.platform.databases.owner;
  await pool.query("insert into platform.plan_limit (plan, quota, most) values ('full', 'bytes', 1)");
  await pool.query("insert into platform.tenant_plan (tenant_id, plan) values ($1, 'full')", [who.tenantId]);
  expect(await turn()).toBe("done");
  const { refusals, ...ended } = await ask(data, who, FAILURE, { id });
  expect([refusals, ended.data.export]).toMatchObject([[], { failure: { code: "EXPORT_OVER_QUOTA" } }]);
  await sweep();
  expect(await blobsOf(who)).toEqual([]);
});
