import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { JobContext } from "@bulkhead/kernel/job-kind.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createReportConsumer } from "../src/imports/report-consumer.ts";
import { createImportReportsJob } from "../src/jobs/import-reports-job.ts";
import { define, openTestData, someone, type TestData } from "./fixture.ts";

/** Rows that imports rejected are kept for as long as their tenant says. */
let data: TestData;
let tenantId: string;
let collectionId: string;
let days: number | null;
beforeAll(async () => {
  data = await openTestData();
});
beforeEach(async () => {
  const ada = someone();
  tenantId = ada.tenantId ?? "";
  collectionId = (await define(data, ada)).id;
  days = null;
});
afterAll(() => data.stop());

const sql = async <R>(text: string, values: unknown[] = []) =>
  (await data.platform.databases.owner.pool.query(text, values)).rows as R[];

/** An import that ended so many days ago, with so many rejected rows. */
async function ended(daysAgo: number, rows: number): Promise<string> {
  const [{ uuid }] = (await sql<{ uuid: string }>("select id as uuid from data.collection where tenant_id = $1", [
    tenantId,
  ])) as [{ uuid: string }];
  expect(collectionId).toBe(encodeId("collection", uuid));
  const id = newUuid();
  await sql(
    `insert into data.import (tenant_id, id, collection_id, blob_id, mode, status, bytes, rows_rejected, request_id, created_by, finished_at)
     values ($1, $2, $3, $4, 'PARTIAL', 'SUCCEEDED', 1, $5, 'req', 'platform', now() - make_interval(days => $6))`,
    [tenantId, id, uuid, newUuid(), rows, daysAgo],
  );
  await sql(
    `insert into data.import_rejection (tenant_id, import_id, row, line, code, message)
     select $1, $2, n, n, 'TEST', 'test' from generate_series(1, $3) n`,
    [tenantId, id, rows],
  );
  return id;
}

const left = async (importId: string) =>
  (await sql("select from data.import_rejection where tenant_id = $1 and import_id = $2", [tenantId, importId])).length;

const jobs = () =>
  sql<{ key: string; run_after: Date }>(
    "select key, run_after from platform.job where tenant_id = $1 and kind = 'data.import-reports' order by key",
    [tenantId],
  );

function run() {
  const ctx: JobContext = {
    principal: platformPrincipal(tenantId),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
    tenantId,
    jobId: newUuid(),
    attempt: 1,
    isLastAttempt: false,
    signal: new AbortController().signal,
    isOver: () => false,
    progress: () => undefined,
  };
  return createImportReportsJob(data.platform.databases.data, async () => days).run(ctx, {});
}

const eventOf = (type: string, payload: Record<string, unknown>) => ({
  type,
  payload,
  tenantId,
  subject: tenantId,
  xid: "1",
  id: "1",
  occurredAt: "2026-03-01T12:00:00Z",
});

const hear = (type: string, payload: Record<string, unknown>) =>
  createReportConsumer(data.platform.databases.data, async () => days).handle(
    [eventOf(type, payload)],
    new AbortController().signal,
  );

test("what is older is removed, with its event and audit event; what is younger has its day", async () => {
  const [old, young] = [await ended(31, 2_500), await ended(29, 3)];
  days = 30;
  expect(await run()).toBe("done");
  expect([await left(old), await left(young)]).toEqual([0, 3]);
  const events = await sql<{ subject: string }>(
    "select subject from platform.outbox where tenant_id = $1 and type = 'import.report-removed'",
    [tenantId],
  );
  expect(events).toEqual([{ subject: old }]);
  const audited = await sql<{ target_id: string }>(
    "select target_id from platform.audit_event where tenant_id = $1 and action = 'import.remove-report'",
    [tenantId],
  );
  expect(audited).toEqual([{ target_id: encodeId("import", old) }]);
  expect(await jobs()).toHaveLength(1);
});

test("a tenant that keeps them as long as the import loses none", async () => {
  const old = await ended(4_000, 2);
  expect(await run()).toBe("done");
  expect(await left(old)).toBe(2);
  expect(await jobs()).toEqual([]);
});

test("an import with rejected rows is due on the day after; others, and without a setting, nobody asks", async () => {
  await hear("import.finished", { rowsRejected: 1 });
  days = 10;
  await hear("import.finished", { rowsRejected: 0 });
  expect(await jobs()).toEqual([]);
  for (let again = 0; again < 3; again++) await hear("import.finished", { rowsRejected: 1 });
  expect(await jobs()).toEqual([{ key: "2026-03-12", run_after: new Date("2026-03-12T00:00:00Z") }]);
});

test("a change of the setting is acted on once, and other changes are not", async () => {
  await hear("tenant-config.updated", { version: 4, changed: ["security.mfa"] });
  for (const type of ["tenant-config.updated", "tenant-config.updated"])
    await hear(type, { version: 5, changed: ["retention.importReportDays"] });
  await hear("tenant-config.rolled-back", { version: 6, changed: ["retention.importReportDays"] });
  expect((await jobs()).map(({ key }) => key)).toEqual(["version 5", "version 6"]);
});

test("what a migration found wrong goes as well, and is due by the end of the migration", async () => {
  const [old, young] = [newUuid(), newUuid()];
  for (const [id, daysAgo] of [
    [old, 31],
    [young, 29],
  ])
    await sql(
      `with migration as (
         insert into data.collection_migration (tenant_id, id, collection_id, from_version, schema, mapping, layout, previous, dry_run,
           state, phase, records_failed, request_id, created_by, finished_at)
         select tenant_id, $2, id, 1, schema, '[]', '{}', '{}', true, 'FAILED', 'CLEAN', 1200, 'req', 'platform',
           now() - make_interval(days => $3) from data.collection where tenant_id = $1 returning tenant_id, id)
       insert into data.migration_failure (tenant_id, migration_id, record_id, path, code, message)
       select tenant_id, id, uuidv7(), '/x', 'TEST', 'test' from migration, generate_series(1, 1200)`,
      [tenantId, id, daysAgo],
    );
  days = 30;
  expect(await run()).toBe("done");
  const rows = await sql(
    "select migration_id as id, count(*)::int as many from data.migration_failure where tenant_id = $1 group by migration_id",
    [tenantId],
  );
  expect(rows).toEqual([{ id: young, many: 1_200 }]);
  const told = await sql(
    "select payload from platform.outbox where tenant_id = $1 and type = 'collection.migration-report-removed'",
    [tenantId],
  );
  expect(told).toMatchObject([
    { payload: { name: "people", migrationId: encodeId("collectionMigration", old), days: 30 } },
  ]);
  expect(await jobs()).toHaveLength(1);
  await hear("collection.migration-ended", { recordsFailed: 0 });
  expect(await jobs()).toHaveLength(1);
  await hear("collection.migration-ended", { recordsFailed: 1 });
  await hear("collection.migration-cancelled", {});
  expect((await jobs()).map(({ key }) => key)).toContain("2026-04-01");
});

test("the room removes in its own tenant alone", async () => {
  const old = await ended(31, 1);
  const { tenantId: other } = someone();
  await flushAsTenant(data.platform.databases.data, other ?? "", [
    { text: "delete from data.import_rejection where import_id = $1", values: [old] },
  ]);
  expect(await left(old)).toBe(1);
});
