import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";

export const REPORTS_JOB = "data.import-reports";

/** For how many days a tenant keeps the rows that imports rejected and the records that migrations found wrong; null: always. By tenancy's word. */
export type ImportReportDays = (tenantId: string) => Promise<number | null>;

const DAY_MS = 86_400_000;

/**
 * Asks for the job that removes what is older, on the day after the last of those that ended with this import is due: one
 * job of a tenant for all of a day's imports, however many.
 */
export function removeWhenDue(ctx: RequestContext, tenantId: string, finishedAt: Date, days: number): Statement {
  const due = new Date(finishedAt.getTime() + (days + 1) * DAY_MS).toISOString().slice(0, 10);
  return enqueueJob(ctx, tenantId, { kind: REPORTS_JOB, key: due, runAfter: `${due}T00:00:00Z`, payload: {} });
}

/** The same for a tenant that has changed its mind, once for each version of its settings. */
export function removeAfterChange(ctx: RequestContext, tenantId: string, version: number, at: Date): Statement {
  // Later by more than the news of a change takes.
  const runAfter = new Date(at.getTime() + 5_000).toISOString();
  return enqueueJob(ctx, tenantId, { kind: REPORTS_JOB, key: `version ${version}`, runAfter, payload: {} });
}
