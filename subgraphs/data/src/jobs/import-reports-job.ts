import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Database, flushAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { defineJob, type JobContext, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { type ImportReportDays, REPORTS_JOB, removeWhenDue } from "../imports/report-age.ts";

/** Rows of one transaction: well under the 50 ms that one may take. */
const LOT = 1_000;

export function createImportReportsJob(db: Database, daysOf: ImportReportDays): JobKind {
  return defineJob({
    name: REPORTS_JOB,
    permissions: ["import:create"],
    async run(ctx) {
      authorize(ctx, "import:create");
      const days = await daysOf(ctx.tenantId);
      if (days === null) return "done";
      for (;;) {
        if (ctx.isOver()) return "again";
        const oldest = await oldestReport(db, ctx.tenantId);
        if (!oldest) return "done";
        if (!oldest.isDue(days)) {
          await flushAsTenant(db, ctx.tenantId, [removeWhenDue(ctx, ctx.tenantId, oldest.finishedAt, days)]);
          return "done";
        }
        while (await removeLot(db, ctx, oldest.importId, days)) if (ctx.isOver()) return "again";
      }
    },
  });
}

const DAY_MS = 86_400_000;

async function oldestReport(db: Database, tenantId: string) {
  const [[row]] = (await flushAsTenant(db, tenantId, [
    {
      name: "oldest_import_report",
      text: `select id, finished_at from data.import
             where tenant_id = $1 and finished_at is not null and rows_rejected > 0
               and exists (select from data.import_rejection where tenant_id = $1 and import_id = import.id)
             order by finished_at limit 1`,
      values: [tenantId],
    },
  ])) as [[{ id: string; finished_at: string } | undefined]];
  if (!row) return undefined;
  const finishedAt = new Date(row.finished_at);
  const isDue = (days: number) => Date.now() - finishedAt.getTime() >= days * DAY_MS;
  return { importId: row.id, finishedAt, isDue };
}

/** False when none is left; the last lot is told. */
async function removeLot(db: Database, ctx: JobContext, importId: string, days: number): Promise<boolean> {
  const { tenantId } = ctx;
  return withTenant(db, tenantId, async (tx) => {
    const left = await tx.query({
      name: "import_report_to_remove",
      text: "select from data.import_rejection where tenant_id = $1 and import_id = $2 limit $3",
      values: [tenantId, importId, LOT],
    });
    tx.atEnd({
      name: "remove_import_report",
      text: `delete from data.import_rejection where tenant_id = $1 and import_id = $2 and row = any(array(
               select row from data.import_rejection where tenant_id = $1 and import_id = $2 order by row limit $3))`,
      values: [tenantId, importId, LOT],
    });
    if (left.length === LOT) return true;
    await tx.commit([
      appendOutbox(tenantId, [{ type: "import.report-removed", subject: importId, payload: { days } }]),
      appendAudit(ctx, tenantId, {
        action: "import.remove-report",
        target: encodeId("import", importId),
        detail: { days },
      }),
    ]);
    return false;
  });
}
