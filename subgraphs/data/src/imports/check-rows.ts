import { setImmediate } from "node:timers/promises";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { RejectedRow } from "./batch.ts";
import { commitBatch } from "./commit.ts";
import { type ImportJob, nextCheckpoint } from "./import-state.ts";
import { type OpenFile, readBlocks } from "./read-blocks.ts";
import type { RowReader } from "./read-row.ts";
import { rejectedRow, takenAt } from "./rejected-row.ts";
import { insertRejections } from "./statements.ts";
import { createUniqueValues } from "./unique-values.ts";

const MAX_UNSAVED_REJECTIONS = 250;
const MAX_UNSAVED_KEYS = 500;
const SAVE_EVERY_MS = 1_000;

/** Reads the file to its end; with a row reader, rejects wrong rows. False when it was over before the end. */
export async function checkRows(
  db: Database,
  file: OpenFile,
  job: ImportJob,
  readRow: RowReader | undefined,
  isOver: () => boolean,
): Promise<boolean> {
  let { row, at } = job.checkpoint;
  let rejected: RejectedRow[] = [];
  let saved = performance.now();
  const unique = createUniqueValues(db, job, true);

  async function save(): Promise<void> {
    const { rowsRead, rowsRejected } = job.checkpoint;
    const change = { at, row, rowsRead: readRow ? row : rowsRead, rowsRejected: rowsRejected + rejected.length };
    const statements = rejected.length > 0 ? [insertRejections(job, rejected)] : [];
    const staged = unique.stage();
    if (staged) statements.push(staged);
    unique.nextBatch();
    await commitBatch(db, job, nextCheckpoint(job.checkpoint, change), statements);
    rejected = [];
    saved = performance.now();
  }

  for await (const block of readBlocks(file, job.checkpoint.at)) {
    const rows = readRow ? block.records.map(readRow) : [];
    const taken = await unique.taken(rows.map(({ data }) => data));
    for (const [index, record] of block.records.entries()) {
      row++;
      const fault = rows[index]?.fault ?? takenAt(file.format, record, taken.get(index));
      if (fault) rejected.push(rejectedRow(row, record, fault));
    }
    at = block.next;
    const over = isOver();
    if (
      over ||
      rejected.length >= MAX_UNSAVED_REJECTIONS ||
      unique.unstaged >= MAX_UNSAVED_KEYS ||
      performance.now() - saved > SAVE_EVERY_MS
    )
      await save();
    if (over) return false;
    // Other requests of this process have their turn.
    await setImmediate();
  }
  await save();
  return true;
}
