import type { Database } from "@bulkhead/kernel/database.ts";
import { ofBoth } from "../evolution/both-schemas.ts";
import { compileValidator, type RecordValidator } from "../json-schema/validator.ts";
import { checkRows } from "./check-rows.ts";
import { FileFault } from "./codes.ts";
import { commitBatch, commitEnd } from "./commit.ts";
import { type ImportJob, nextCheckpoint } from "./import-state.ts";
import { type FileDeps, openFile } from "./open-file.ts";
import { createRowReader } from "./read-row.ts";
import { storeRows } from "./store-rows.ts";

/**
 * Works on an import from its checkpoint on; true when it has ended. First the whole file is read without storing: a
 * file that breaks off in a wrong quote stores nothing, in either mode, and STRICT checks its rows here. Then it is read
 * again and stored. `isOver` is asked between blocks, and stopping there loses nothing that was committed.
 */
export async function runImport(
  { db, ...files }: FileDeps & { db: Database },
  job: ImportJob,
  isOver: () => boolean,
): Promise<boolean> {
  try {
    const file = await openFile(db, files, job);
    const readRow = createRowReader(file.format, validatorOf(job));
    if (job.checkpoint.phase === "CHECK") {
      if (!(await checkRows(db, file, job, job.mode === "STRICT" ? readRow : undefined, isOver))) return false;
      const { rowsRejected } = job.checkpoint;
      if (rowsRejected > 0) {
        const message = rowsRejectedMessage(rowsRejected);
        await commitEnd(db, job, "FAILED", { code: "ROWS_REJECTED", line: null, message });
        return true;
      }
      await commitBatch(db, job, nextCheckpoint(job.checkpoint, { phase: "STORE", at: file.format.start, row: 0 }), []);
    }
    if (!(await storeRows(db, file, job, readRow, isOver))) return false;
    await commitEnd(db, job, "SUCCEEDED");
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    await commitEnd(db, job, "FAILED", { code: error.code, line: error.line, message: error.message });
  }
  return true;
}

function rowsRejectedMessage(count: number): string {
  const rows = count === 1 ? "1 row is" : `${count} rows are`;
  return `${rows} wrong, so nothing was stored. Correct the file, or import it with mode PARTIAL to store the other rows.`;
}

function validatorOf({ schema, pending }: ImportJob): RecordValidator {
  const current = compileValidator(schema);
  return pending ? ofBoth(current, compileValidator(pending.schema), pending.mapping) : current;
}
