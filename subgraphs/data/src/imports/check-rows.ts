import type { Database } from "@bulkhead/kernel/database.ts";
import { createRests } from "../transfers/give-way.ts";
import { TooMuchAtOnce } from "./actions/stored-records.ts";
import type { RejectedRow } from "./batch.ts";
import { commitBatch } from "./commit.ts";
import { type Checkpoint, type ImportJob, nextCheckpoint } from "./import-state.ts";
import type { Judged, RowJudge } from "./judge-rows.ts";
import { BLOCK_ROWS, type OpenFile, readBlocks } from "./read-blocks.ts";
import { rejectedRow } from "./rejected-row.ts";
import { insertRejections } from "./statements.ts";

const MAX_UNSAVED_REJECTIONS = 250;
const MAX_UNSAVED_KEYS = 500;
const SAVE_EVERY_MS = 1_000;

/**
 * Reads the file to its end; with judges, rejects wrong rows, and counts what the others would do in a dry run. False when
 * it was over before the end.
 */
export async function checkRows(
  db: Database,
  file: OpenFile,
  job: ImportJob,
  judgeOf: (() => RowJudge) | undefined,
  isOver: () => boolean,
): Promise<boolean> {
  for (let rows = BLOCK_ROWS; ; rows = Math.ceil(rows / 4)) {
    try {
      return await checkBlocks(db, file, job, judgeOf?.(), rows, isOver);
    } catch (error) {
      // Read again from the checkpoint, by a judge that has not seen what is behind it.
      if (!(error instanceof TooMuchAtOnce)) throw error;
    }
  }
}

async function checkBlocks(
  db: Database,
  file: OpenFile,
  job: ImportJob,
  judge: RowJudge | undefined,
  blockRows: number,
  isOver: () => boolean,
): Promise<boolean> {
  let { row, at } = job.checkpoint;
  let rejected: RejectedRow[] = [];
  let saved = performance.now();
  const rest = createRests(job.busy);
  let would = NOTHING;

  async function save(): Promise<void> {
    const { rowsRead, rowsRejected } = job.checkpoint;
    const counts = { rowsRead: judge ? row : rowsRead, rowsRejected: rowsRejected + rejected.length };
    const change = { at, row, ...counts, ...(job.dryRun ? added(job.checkpoint, would) : {}) };
    const statements = rejected.length > 0 ? [insertRejections(job, rejected)] : [];
    const staged = judge?.stage();
    if (staged) statements.push(staged);
    judge?.nextBatch();
    await commitBatch(db, job, nextCheckpoint(job.checkpoint, change), statements);
    rejected = [];
    would = NOTHING;
    saved = performance.now();
  }

  for await (const block of readBlocks(file, at, blockRows, row)) {
    const judged = judge ? await judge.judge(block.records) : [];
    for (const [index, record] of block.records.entries()) {
      row++;
      const one = judged[index];
      if (one?.fault) rejected.push(rejectedRow(row, record, one.fault));
    }
    would = added(would, countOf(judged));
    at = block.next;
    const over = isOver();
    if (
      over ||
      rejected.length >= MAX_UNSAVED_REJECTIONS ||
      (judge?.unstaged ?? 0) >= MAX_UNSAVED_KEYS ||
      performance.now() - saved > SAVE_EVERY_MS
    )
      await save();
    if (over) return false;
    await rest();
  }
  await save();
  return true;
}

type Counts = Pick<Checkpoint, "recordsCreated" | "recordsUpdated" | "recordsUnchanged" | "rowsKeyless">;

const NOTHING: Counts = { recordsCreated: 0, recordsUpdated: 0, recordsUnchanged: 0, rowsKeyless: 0 };

function countOf(judged: readonly Judged[]): Counts {
  const right = judged.filter(({ fault }) => !fault);
  const recordsCreated = right.filter((one) => "data" in one).length;
  const recordsUpdated = right.filter((one) => "change" in one).length;
  const rowsKeyless = judged.filter((one) => one.fault && one.isKeyless).length;
  const recordsUnchanged = right.length - recordsCreated - recordsUpdated;
  return { recordsCreated, recordsUpdated, recordsUnchanged, rowsKeyless };
}

function added(a: Counts, b: Counts): Counts {
  return {
    recordsCreated: a.recordsCreated + b.recordsCreated,
    recordsUpdated: a.recordsUpdated + b.recordsUpdated,
    recordsUnchanged: a.recordsUnchanged + b.recordsUnchanged,
    rowsKeyless: a.rowsKeyless + b.rowsKeyless,
  };
}
