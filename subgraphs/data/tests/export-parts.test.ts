import { createBlobSweeper } from "@bulkhead/kernel/blob-sweeper.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fileOf, readExport } from "./export-fixture.ts";
import { beginExport } from "./export-turns.ts";
import { ask, openTestData, type TestData, type TestPrincipal } from "./fixture.ts";

/** Exports of three parts, a turn at a time, as no worker would be stopped so exactly. */
let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const RECORDS = 2_500;
const FAILURE = "query ($id: ID!) { export(id: $id) { failure { code } } }";
const CANCEL = "mutation ($input: CancelExportInput!) { cancelExport(input: $input) { export { status } } }";

const begin = () => beginExport(data, RECORDS);

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
