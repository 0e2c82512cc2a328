import type { Database } from "@bulkhead/kernel/database.ts";
import { commitEnd, fenced } from "../commit.ts";
import type { EndStatus, Failure, ImportJob } from "../import-state.ts";

/**
 * Ends an import that does not succeed; true when it has ended. One that stores all or nothing is first taken back, if there
 * is anything to take back: then it goes on in the phase UNDO, and ends as it is said here when nothing is left of it.
 */
export async function endOrUndo(
  db: Database,
  job: ImportJob,
  failure: Failure,
  status: EndStatus = "FAILED",
): Promise<boolean> {
  const { phase, recordsCreated, recordsUpdated, recordsDeleted } = job.checkpoint;
  if (phase === "UNDO") return false;
  if (job.mode === "PARTIAL" || job.dryRun || recordsCreated + recordsUpdated + recordsDeleted === 0) {
    await commitEnd(db, job, status, failure);
    return true;
  }
  const { step, rowsStored, recordsUnchanged } = job.checkpoint;
  await fenced(db, job, [
    {
      name: "import_undo",
      text: `update data.import set phase = 'UNDO', undo_status = $4, failure_code = $5, failure_line = $6, failure_message = $7,
               rows_stored = rows_stored - records_unchanged, records_unchanged = 0,
               step = case when step = $3 - 1 and status in ('QUEUED', 'RUNNING') then $3 else -1 end
             where tenant_id = $1 and id = $2`,
      values: [job.tenantId, job.importId, step + 1, status, failure.code, failure.line, failure.message],
    },
  ]);
  job.undoing = { status, failure };
  const left = { rowsStored: rowsStored - recordsUnchanged, recordsUnchanged: 0 };
  job.checkpoint = { ...job.checkpoint, ...left, phase: "UNDO", step: step + 1 };
  return false;
}
