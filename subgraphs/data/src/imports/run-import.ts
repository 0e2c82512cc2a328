import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import { ofBoth } from "../evolution/both-schemas.ts";
import { compileValidator, type RecordValidator } from "../json-schema/validator.ts";
import { checkRows } from "./check-rows.ts";
import { CsvFault } from "./codes.ts";
import { columnsOf } from "./columns.ts";
import { commitBatch, commitEnd } from "./commit.ts";
import { type ImportJob, nextCheckpoint } from "./import-state.ts";
import { type Header, readHeader } from "./read-header.ts";
import { createRowReader } from "./read-row.ts";
import { storeRows } from "./store-rows.ts";

/**
 * Works on an import from its checkpoint on; true when it has ended. First the whole file is read without storing: a
 * file that breaks off in a wrong quote stores nothing, in either mode, and STRICT checks its rows here. Then it is read
 * again and stored. `isOver` is asked between blocks, and stopping there loses nothing that was committed.
 */
export async function runImport(
  db: Database,
  blobs: BlobStore,
  job: ImportJob,
  isOver: () => boolean,
): Promise<boolean> {
  try {
    const header = await openHeader(blobs, job);
    const readRow = createRowReader(header.columns, validatorOf(job));
    if (job.checkpoint.phase === "CHECK") {
      if (!(await checkRows(db, blobs, job, job.mode === "STRICT" ? readRow : undefined, isOver))) return false;
      const { rowsRejected } = job.checkpoint;
      if (rowsRejected > 0) {
        const message = rowsRejectedMessage(rowsRejected);
        await commitEnd(db, job, "FAILED", { code: "ROWS_REJECTED", line: null, message });
        return true;
      }
      await commitBatch(db, job, nextCheckpoint(job.checkpoint, { phase: "STORE", at: header.rows, row: 0 }), []);
    }
    if (!(await storeRows(db, blobs, job, readRow, isOver))) return false;
    await commitEnd(db, job, "SUCCEEDED");
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    await commitEnd(db, job, "FAILED", { code: error.code, line: error.line, message: error.message });
  }
  return true;
}

function rowsRejectedMessage(count: number): string {
  const rows = count === 1 ? "1 row is" : `${count} rows are`;
  return `${rows} wrong, so nothing was stored. Correct the file, or import it with mode PARTIAL to store the other rows.`;
}

/** The header is read at every start, since it says what the columns are. */
async function openHeader(blobs: BlobStore, job: ImportJob): Promise<Header> {
  const source = blobs.read(job.tenantId, job.blobId);
  const header = await readHeader(source, columnsOf(job.schema), (job.schema.required ?? []) as string[]);
  if (job.checkpoint.at.byte === 0) job.checkpoint = { ...job.checkpoint, at: header.rows };
  return header;
}

function validatorOf({ schema, pending }: ImportJob): RecordValidator {
  const current = compileValidator(schema);
  return pending ? ofBoth(current, compileValidator(pending.schema), pending.mapping) : current;
}
