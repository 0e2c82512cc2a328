import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Database, flushAsTenant, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { defineJob, type JobContext, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { cutOff, dueDay, type HistoryDays, type HistoryDaysOf, PURGE_JOB, purgeOnDay } from "../history/history-age.ts";
import { purgeDeleted, purgeSuperseded } from "../history/purge.ts";

/** Deleted records purged at once. */
const LOT = 100;

/** Purges what a tenant keeps no longer: deleted records with all they were, and superseded versions. */
export function createPurgeHistoryJob(db: Database, daysOf: HistoryDaysOf): JobKind {
  return defineJob({
    name: PURGE_JOB,
    permissions: ["record:purge"],
    async run(ctx) {
      authorize(ctx, "record:purge");
      const days = await daysOf(ctx.tenantId);
      if (!(await purgeRecords(db, ctx, days.deletedRecordDays))) return "again";
      if (days.recordVersionDays !== null && !(await purgeVersions(db, ctx, days.recordVersionDays))) return "again";
      await askForNext(db, ctx, days);
      return "done";
    },
  });
}

/** False when the turn was over first. */
async function purgeRecords(db: Database, ctx: JobContext, days: number): Promise<boolean> {
  const { tenantId } = ctx;
  for (;;) {
    if (ctx.isOver()) return false;
    const due = await readAsTenant<{ id: string }>(db, tenantId, {
      name: "deleted_to_purge",
      text: `select id from data.deleted_record where tenant_id = $1 and deleted_at < $2
               and not exists (select from data.import_change c where c.tenant_id = $1 and c.record_id = deleted_record.id)
             order by deleted_at, id limit $3`,
      values: [tenantId, cutOff(days), LOT],
    });
    if (due.length === 0) return true;
    const ids = due.map(({ id }) => id);
    while ((await purgeDeleted(db, tenantId, ids, (purged) => told(ctx, purged))) === undefined)
      if (ctx.isOver()) return false;
  }
}

async function purgeVersions(db: Database, ctx: JobContext, days: number): Promise<boolean> {
  const { tenantId } = ctx;
  while (!ctx.isOver())
    if ((await purgeSuperseded(db, tenantId, cutOff(days), (purged) => told(ctx, purged))) === 0) return true;
  return false;
}

function told(ctx: JobContext, counts: { records: number; versions: number }): Statement[] {
  const { tenantId } = ctx;
  return [
    appendOutbox(tenantId, [{ type: "records.purged", subject: tenantId, payload: counts }]),
    appendAudit(ctx, tenantId, { action: "records.purge", target: encodeId("tenant", tenantId), detail: counts }),
  ];
}

/** What is not due yet has its day, by the settings as they are now. */
async function askForNext(db: Database, ctx: JobContext, days: HistoryDays): Promise<void> {
  const { tenantId } = ctx;
  const [oldest] = await readAsTenant<{ deleted: string | null; superseded: string | null }>(db, tenantId, {
    name: "oldest_history",
    text: `select (select min(deleted_at) from data.deleted_record where tenant_id = $1) as deleted,
             (select min(superseded_at) from data.record_version where tenant_id = $1) as superseded`,
    values: [tenantId],
  });
  const ends = [
    ...(oldest?.deleted ? [dueDay(new Date(oldest.deleted), days.deletedRecordDays)] : []),
    ...(oldest?.superseded && days.recordVersionDays !== null
      ? [dueDay(new Date(oldest.superseded), days.recordVersionDays)]
      : []),
  ];
  if (ends.length > 0)
    await flushAsTenant(
      db,
      tenantId,
      ends.map((day) => purgeOnDay(ctx, tenantId, day)),
    );
}
