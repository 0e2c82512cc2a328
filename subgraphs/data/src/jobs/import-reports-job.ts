import { type Database, flushAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { defineJob, type JobContext, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { type ImportReportDays, REPORTS_JOB, removeWhenDue } from "../imports/report-age.ts";
import { REPORT_KINDS, type Report, type ReportKind } from "../imports/report-kinds.ts";

/** Rows of one transaction: well under the 50 ms that one may take. */
const LOT = 1_000;

/** Removes what imports and migrations reported, once it is older than its tenant keeps it. */
export function createImportReportsJob(db: Database, daysOf: ImportReportDays): JobKind {
  return defineJob({
    name: REPORTS_JOB,
    permissions: ["import:create", "collection:update"],
    async run(ctx) {
      authorize(ctx, "import:create");
      authorize(ctx, "collection:update");
      const days = await daysOf(ctx.tenantId);
      if (days === null) return "done";
      for (const kind of REPORT_KINDS) if (!(await removeOld(db, ctx, kind, days))) return "again";
      return "done";
    },
  });
}

const DAY_MS = 86_400_000;

/** False when its time was over; then the rest is removed by the next turn. */
async function removeOld(db: Database, ctx: JobContext, kind: ReportKind, days: number): Promise<boolean> {
  const { tenantId } = ctx;
  for (;;) {
    if (ctx.isOver()) return false;
    const [[oldest]] = (await flushAsTenant(db, tenantId, [kind.oldest(tenantId)])) as unknown as [
      [Report | undefined],
    ];
    if (!oldest) return true;
    const finishedAt = new Date(oldest.finished_at);
    if (Date.now() - finishedAt.getTime() < days * DAY_MS) {
      await flushAsTenant(db, tenantId, [removeWhenDue(ctx, tenantId, finishedAt, days)]);
      return true;
    }
    while (await removeLot(db, ctx, kind, oldest, days)) if (ctx.isOver()) return false;
  }
}

/** False when none is left; the last lot is told. */
function removeLot(db: Database, ctx: JobContext, kind: ReportKind, report: Report, days: number): Promise<boolean> {
  const { tenantId } = ctx;
  return withTenant(db, tenantId, async (tx) => {
    const left = await tx.query(kind.some(tenantId, report.id, LOT));
    tx.atEnd(kind.remove(tenantId, report.id, LOT));
    if (left.length === LOT) return true;
    await tx.commit(kind.told(ctx, report, days));
    return false;
  });
}
