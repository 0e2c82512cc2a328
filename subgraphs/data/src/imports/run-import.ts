import type { Database } from "@bulkhead/kernel/database.ts";
import { ofBoth } from "../evolution/both-schemas.ts";
import { compileValidator, type RecordValidator } from "../json-schema/validator.ts";
import { deleteMissing } from "./actions/delete-missing.ts";
import { endOrUndo } from "./actions/end-or-undo.ts";
import { judgeByKey } from "./actions/judge-by-key.ts";
import { undoImport } from "./actions/undo-import.ts";
import { checkRows } from "./check-rows.ts";
import { FileFault } from "./codes.ts";
import { commitBatch, commitEnd } from "./commit.ts";
import { type ImportJob, nextCheckpoint } from "./import-state.ts";
import { judgeNew, type RowJudge } from "./judge-rows.ts";
import { type FileDeps, openFile } from "./open-file.ts";
import type { OpenFile } from "./read-blocks.ts";
import { createRowReader } from "./read-row.ts";
import { requireRoom } from "./require-room.ts";
import { storeRows } from "./store-rows.ts";

/**
 * Works on an import from its checkpoint on; true when it has ended. First the whole file is read without storing: a
 * file that breaks off in a wrong quote stores nothing, in either mode, and STRICT checks its rows here. Then it is read
 * again and stored, and what it is to replace is deleted. `isOver` is asked between blocks, and stopping there loses
 * nothing that was committed. What STRICT has begun and cannot end is taken back.
 */
export async function runImport(
  { db, ...files }: FileDeps & { db: Database },
  job: ImportJob,
  isOver: () => boolean,
): Promise<boolean> {
  if (job.checkpoint.phase !== "UNDO") {
    try {
      if (!(await goOn(db, files, job, isOver))) return false;
      await commitEnd(db, job, "SUCCEEDED");
      return true;
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      const { code, line, message } = error;
      if (await endOrUndo(db, job, { code, line, message })) return true;
    }
  }
  return undoImport(db, job, isOver);
}

/** False when it was over before the end. */
async function goOn(db: Database, files: FileDeps, job: ImportJob, isOver: () => boolean): Promise<boolean> {
  const { mode, dryRun, action } = job;
  if (job.checkpoint.phase !== "DELETE") {
    const file = await openFile(db, files, job);
    const validator = validatorOf(job);
    if (job.checkpoint.phase === "CHECK") {
      const isJudged = mode === "STRICT" || dryRun;
      const judge = isJudged ? () => judgeOf(db, job, file, validator, true) : undefined;
      if (!(await checkRows(db, file, job, judge, isOver))) return false;
      const { rowsRejected } = job.checkpoint;
      if (rowsRejected > 0 && !dryRun) throw new FileFault("ROWS_REJECTED", null, rowsRejectedMessage(rowsRejected));
      await requireRoom(db, job);
      if (dryRun && action !== "REPLACE") return true;
      if (dryRun && mode === "PARTIAL") requireKeys(job);
      const next = dryRun
        ? ({ phase: "DELETE" } as const)
        : ({ phase: "STORE", at: file.format.start, row: 0 } as const);
      await commitBatch(db, job, nextCheckpoint(job.checkpoint, next), []);
    }
    if (job.checkpoint.phase === "STORE") {
      if (!(await storeRows(db, file, job, () => judgeOf(db, job, file, validator, false), isOver))) return false;
      if (action !== "REPLACE") return true;
      requireKeys(job);
      await commitBatch(db, job, nextCheckpoint(job.checkpoint, { phase: "DELETE" }), []);
    }
  }
  return deleteMissing(db, job, isOver);
}

function judgeOf(
  db: Database,
  job: ImportJob,
  file: OpenFile,
  validator: RecordValidator,
  isChecking: boolean,
): RowJudge {
  if (job.key)
    return judgeByKey(db, job, file, validator, { isChecking, isNoting: isChecking || job.mode === "PARTIAL" });
  return judgeNew(db, job, file, createRowReader(file.format, validator), isChecking);
}

function rowsRejectedMessage(count: number): string {
  const rows = count === 1 ? "1 row is" : `${count} rows are`;
  return `${rows} wrong, so nothing was stored. Correct the file, or import it with mode PARTIAL to store the other rows.`;
}

/** Of an import that deletes what its file lacks. */
function requireKeys({ dryRun, checkpoint: { rowsKeyless } }: ImportJob): void {
  if (rowsKeyless === 0) return;
  const rows = rowsKeyless === 1 ? "1 rejected row has" : `${rowsKeyless} rejected rows have`;
  const outcome = dryRun ? "none would be deleted" : "none was deleted. The right rows were stored";
  const message = `${rows} no key that can be read, so nobody can say which records the file lacks, and ${outcome}. Correct those rows, and import the file again.`;
  throw new FileFault("KEYS_UNREADABLE", null, message);
}

function validatorOf({ schema, pending }: ImportJob): RecordValidator {
  const current = compileValidator(schema);
  return pending ? ofBoth(current, compileValidator(pending.schema), pending.mapping) : current;
}
