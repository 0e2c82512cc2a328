import type { Database } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { quotaLeft } from "@bulkhead/kernel/quota-left.ts";
import { overQuota } from "@bulkhead/kernel/upload-errors.ts";
import { FileFault } from "./codes.ts";
import type { ImportJob } from "./import-state.ts";

/** Refuses what could store no record at all, before anybody waits for it. Errors: QUOTA_EXCEEDED. */
export async function requireAnyRoom(db: Database, tenantId: string): Promise<void> {
  for (const quota of ["records", "bytes"] as const) {
    const found = await quotaLeft(db, tenantId, quota);
    if (found && found.left <= 0)
      throw new AppError(
        "QUOTA_EXCEEDED",
        `Your plan's ${found.most} ${quota} are used up. Delete some, or ask the operator for another plan.`,
        { extensions: { quota, most: found.most } },
      );
  }
}

/** The file itself is kept until its import has ended. Answers the bytes that are left, null for any. Errors: QUOTA_EXCEEDED. */
export async function requireRoomForFile(db: Database, tenantId: string, bytes: number): Promise<number | null> {
  const found = await quotaLeft(db, tenantId, "bytes");
  if (!found) return null;
  if (bytes > found.left) throw overQuota(found.most, found.left);
  return Math.max(0, found.left);
}

/**
 * Once the file is checked: what is known to be more than the plan leaves is not begun, so that there is nothing to take back.
 * What nobody knows yet, and what others store meanwhile, meets the same limit where it is stored.
 */
export async function requireRoom(db: Database, job: ImportJob): Promise<void> {
  const records = newRecords(job);
  if (records === undefined || records === 0) return;
  const found = await quotaLeft(db, job.tenantId, "records");
  if (!found || records <= found.left) return;
  const message = `The file makes ${records} new records, and your plan leaves room for ${Math.max(0, found.left)}. Nothing was stored: delete some records, or ask the operator for another plan.`;
  throw new FileFault("IMPORT_OVER_QUOTA", null, message);
}

/** How many records the checked file makes; undefined when only storing it tells. */
function newRecords({ mode, action, dryRun, checkpoint }: ImportJob): number | undefined {
  if (dryRun) return checkpoint.recordsCreated;
  return mode === "STRICT" && action === "CREATE" ? checkpoint.row - checkpoint.rowsRejected : undefined;
}
