import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";

/** Name of the kind of job that purges what is kept no longer. */
export const PURGE_JOB = "data.purge-history";

/** For how many days a tenant keeps deleted records, and superseded versions (null: as long as their record). */
export interface HistoryDays {
  deletedRecordDays: number;
  recordVersionDays: number | null;
}

/** By tenancy's word. */
export type HistoryDaysOf = (tenantId: string) => Promise<HistoryDays>;

const DAY_MS = 86_400_000;

/** The day on which all that came to be on the day of `at` has been kept for so many days. */
export function dueDay(at: Date, days: number): string {
  return new Date(at.getTime() + (days + 1) * DAY_MS).toISOString().slice(0, 10);
}

/** Asks for the purge of a day: one job of a tenant for all that is due then, however much. */
export function purgeOnDay(ctx: RequestContext, tenantId: string, day: string): Statement {
  return enqueueJob(ctx, tenantId, { kind: PURGE_JOB, key: day, runAfter: `${day}T00:00:00Z`, payload: {} });
}

/** The same for now, or a little later; `why` is named once. */
export function purgeBecause(ctx: RequestContext, tenantId: string, why: string, at: Date, laterMs = 0): Statement {
  const runAfter = new Date(at.getTime() + laterMs).toISOString();
  return enqueueJob(ctx, tenantId, { kind: PURGE_JOB, key: why, runAfter, payload: {} });
}

/** What came to be before is due; `infinity` where nothing is kept, whatever the clocks of two machines say. */
export function cutOff(days: number): string {
  return days === 0 ? "infinity" : new Date(Date.now() - days * DAY_MS).toISOString();
}
