import { createImportReportsJob } from "@bulkhead/data/src/jobs/import-reports-job.ts";
import { createPurgeHistoryJob } from "@bulkhead/data/src/jobs/purge-history-job.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import type { TestServer } from "./server.ts";

/** What a tenant keeps for a time grows older than that: rows that imports rejected, history, and what schemas mark. */
export async function growOld(server: TestServer, tenantId: string): Promise<void> {
  const { pool } = server.databases.owner;
  await pool.query("update data.import set finished_at = finished_at - interval '2 days' where tenant_id = $1", [
    tenantId,
  ]);
  // A run that was stopped before it told of what it had removed.
  await pool.query(
    `insert into data.retention (tenant_id, collection_id, path, days, schema_version, versions)
     select tenant_id, id, '/mail', 1, version, 1 from data.collection where tenant_id = $1 order by id limit 1
     on conflict (tenant_id, collection_id, path) do update set versions = 1`,
    [tenantId],
  );
  const asJob = { attempt: 1, isLastAttempt: false, isOver: () => false, progress: () => undefined };
  const ctx = {
    ...operatorRequest(tenantId),
    ...asJob,
    tenantId,
    jobId: newUuid(),
    signal: new AbortController().signal,
  };
  const { databases, rooms } = server.platform;
  await createImportReportsJob(databases.data, async () => 1).run(ctx, {});
  const days = { deletedRecordDays: 0, recordVersionDays: 1 };
  await createPurgeHistoryJob(databases.data, async () => days).run(ctx, {});
  await rooms.data.jobs.find(({ name }) => name === "data.retention")?.run(ctx, {});
}
