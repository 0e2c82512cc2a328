import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { JobContext } from "@bulkhead/kernel/job-kind.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { HistoryDays } from "../src/history/history-age.ts";
import { createHistoryConsumer } from "../src/history/history-consumer.ts";
import { createPurgeHistoryJob } from "../src/jobs/purge-history-job.ts";
import { create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { bytesOf, remove, update, versionsOf } from "./history-fixture.ts";

/** Deleted records and superseded versions are kept for as long as their tenant says. */
let data: TestData;
let ada: TestPrincipal;
let days: HistoryDays;
beforeAll(async () => {
  data = await openTestData();
});
beforeEach(async () => {
  ada = someone();
  days = { deletedRecordDays: 30, recordVersionDays: null };
  await define(data, ada);
});
afterAll(() => data.stop());

const sql = async (text: string, values: unknown[] = []) =>
  (await data.platform.databases.owner.pool.query(text, [ada.tenantId, ...values])).rows;

/** As if all that was deleted and superseded so far had been so many days ago. */
async function age(daysAgo: number): Promise<void> {
  await sql("update data.deleted_record set deleted_at = now() - make_interval(days => $2) where tenant_id = $1", [
    daysAgo,
  ]);
  await sql("update data.record_version set superseded_at = now() - make_interval(days => $2) where tenant_id = $1", [
    daysAgo,
  ]);
}

async function deleted(name: string): Promise<string> {
  const { id } = await create(data, ada, { name });
  await update(data, ada, id, 1, { name: `${name} two` });
  await remove(data, ada, id);
  return id;
}

function run() {
  const ctx: JobContext = {
    principal: platformPrincipal(ada.tenantId),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
    tenantId: ada.tenantId,
    jobId: newUuid(),
    attempt: 1,
    isLastAttempt: false,
    signal: new AbortController().signal,
    isOver: () => false,
    progress: () => undefined,
  };
  return createPurgeHistoryJob(data.platform.databases.data, async () => days).run(ctx, {});
}

const jobs = async () =>
  (await sql("select key from platform.job where tenant_id = $1 and kind = 'data.purge-history' order by key")).map(
    ({ key }) => key,
  );

const hear = (...events: [type: string, payload: Record<string, unknown>][]) =>
  createHistoryConsumer(data.platform.databases.data, async () => days).handle(
    events.map(([type, payload], at) => ({
      ...{ type, payload, tenantId: ada.tenantId, subject: ada.tenantId },
      ...{ xid: "1", id: String(at), occurredAt: "2026-03-01T12:00:00Z" },
    })),
    new AbortController().signal,
  );

test("deleted records that are older are purged with all their versions, told once with counts; younger have their day", async () => {
  for (const name of ["a", "b"]) await deleted(name);
  await age(31);
  const young = await deleted("young");
  expect(await run()).toBe("done");
  expect(await sql("select from data.deleted_record where tenant_id = $1")).toHaveLength(1);
  expect(await sql("select from data.record_version where tenant_id = $1")).toHaveLength(1);
  expect((await versionsOf(data, ada, young)).nodes).toHaveLength(3);
  const { outbox, audit } = await eventsOf(data, ada.tenantId);
  expect(outbox.at(-1)).toMatchObject({ type: "records.purged", payload: { records: 2, versions: 2 } });
  expect(audit.at(-1)).toMatchObject({ action: "records.purge", body: { detail: { records: 2, versions: 2 } } });
  expect(await jobs()).toHaveLength(1);
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);
});

test("versions are kept as long as their record, or for as many days after they were superseded", async () => {
  const { id } = await create(data, ada, { name: "one" });
  await update(data, ada, id, 1, { name: "two" });
  await age(400);
  await update(data, ada, id, 2, { name: "three" });
  await run();
  expect((await versionsOf(data, ada, id)).nodes).toHaveLength(3);
  days = { ...days, recordVersionDays: 90 };
  await run();
  const { nodes } = await versionsOf(data, ada, id);
  expect(nodes.map(({ version }: { version: number }) => version)).toEqual([3, 2]);
  expect(nodes[1].changes).toBeNull();
});

test("with 0 days nothing deleted is kept", async () => {
  await deleted("a");
  days = { ...days, deletedRecordDays: 0 };
  await run();
  expect(await sql("select from data.deleted_record where tenant_id = $1")).toEqual([]);
  expect(await sql("select from data.record_version where tenant_id = $1")).toEqual([]);
});

test("a day's deletions ask once, for the day after they are due; updates only where versions have their days", async () => {
  await hear(["record.updated", {}], ["record.restored", {}]);
  expect(await jobs()).toEqual([]);
  days = { deletedRecordDays: 10, recordVersionDays: 20 };
  await hear(["record.deleted", {}], ["record.deleted", {}], ["record.updated", {}]);
  await hear(["record.deleted", {}]);
  expect(await jobs()).toEqual(["2026-03-12", "2026-03-22"]);
  days = { ...days, deletedRecordDays: 0 };
  await hear(["record.deleted", {}], ["record.deleted", {}]);
  expect(await jobs()).toEqual(["2026-03-12", "2026-03-22", "event 1 1"]);
});

test("a change of a setting is acted on once, and other changes are not", async () => {
  await hear(["tenant-config.updated", { version: 4, changed: ["security.mfa"] }]);
  await hear(["tenant-config.updated", { version: 5, changed: ["retention.recordVersionDays"] }]);
  await hear(["tenant-config.rolled-back", { version: 6, changed: ["retention.deletedRecordDays"] }]);
  await hear(["tenant-config.rolled-back", { version: 6, changed: ["retention.deletedRecordDays"] }]);
  expect(await jobs()).toEqual(["version 5", "version 6"]);
});
