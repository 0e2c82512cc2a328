import type { Database, Statement } from "@bulkhead/kernel/database.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { orFail } from "@bulkhead/kernel/transact.ts";
import { wasLate } from "@bulkhead/kernel/write-again.ts";
import { USUAL } from "@bulkhead/kernel/write-bound.ts";
import { fenceOf } from "../collections/fence.ts";
import { SEARCHED_LOT_ROWS } from "../records/lot-texts.ts";
import { searchedTexts } from "../records/record-texts.ts";
import { areOthersAsking, createRests, threadMs } from "../transfers/give-way.ts";
import { changeRecords } from "./actions/note-changes.ts";
import { TooMuchAtOnce } from "./actions/stored-records.ts";
import { type Batch, createBatch } from "./batch.ts";
import { FileFault } from "./codes.ts";
import { BatchOvertaken, commitBatch } from "./commit.ts";
import type { Block, SourceRecord } from "./formats/source-format.ts";
import { type Checkpoint, type ImportJob, nextCheckpoint } from "./import-state.ts";
import type { RowJudge } from "./judge-rows.ts";
import { BLOCK_ROWS, type OpenFile, readBlocks } from "./read-blocks.ts";
import { rejectedRow } from "./rejected-row.ts";
import { insertRecords, insertRecordTexts, insertRejections } from "./statements.ts";

const FIRST_BATCH_ROWS = 400;
const MIN_BATCH_ROWS = 250;
const MAX_BATCH_ROWS = 2_000;
/** A record that is written over costs as much as several new ones. */
const FIRST_KEYED_ROWS = 100;
const MIN_KEYED_ROWS = 50;
/** Of a batch while others are asked for something: the database has it done before anybody has waited long. */
const BESIDE_ROWS = 50;
const BESIDE_MS = 6;
const MAX_BATCH_BYTES = 512 * 1024;
/** Of the time that a transaction has, so that a batch is in time even when it takes twice as long as the last. */
const SHARE = 0.5;

/** How many rows go into a batch, as the last ones showed. */
interface Pace {
  rows: number;
  /** However long they take: fewer would not be faster, on a busy machine. Only the server's word makes it smaller. */
  least: number;
  /** Milliseconds that a batch should take. */
  aimMs: number;
}

/** Stores the rows from the checkpoint on. False when it was over before the end. */
export async function storeRows(
  db: Database,
  file: OpenFile,
  job: ImportJob,
  judgeOf: () => RowJudge,
  isOver: () => boolean,
): Promise<boolean> {
  const isSearched = searchedTexts(job).length > 0;
  const usual = isSearched ? SEARCHED_LOT_ROWS : job.key ? FIRST_KEYED_ROWS : FIRST_BATCH_ROWS;
  const first = areOthersAsking(job.busy) ? Math.min(usual, BESIDE_ROWS) : usual;
  const least = leastRows(job);
  const pace: Pace = { rows: first, least, aimMs: (db.bound ?? USUAL).ms * SHARE };
  for (;;) {
    try {
      return await storeBatches(db, file, job, judgeOf(), pace, isOver);
    } catch (error) {
      // A batch that the server ended for being late, of which somebody has changed a record, or which is about records
      // that are too large, is read again in parts.
      const goesInParts =
        wasLate(error) || error instanceof TooMuchAtOnce || (job.key && error instanceof BatchOvertaken);
      if (!goesInParts || pace.rows === 1) throw error;
      pace.rows = Math.ceil(pace.rows / 2);
      pace.least = Math.min(pace.least, pace.rows);
    }
  }
}

/** Batch by batch; while the database stores one, the next is read. */
async function storeBatches(
  db: Database,
  file: OpenFile,
  job: ImportJob,
  judge: RowJudge,
  pace: Pace,
  isOver: () => boolean,
): Promise<boolean> {
  let ahead = job.checkpoint;
  let { row, at } = ahead;
  // One is filled while the other is stored.
  let batch = createBatch(job, pace.rows);
  let other = createBatch(job, pace.rows);
  let storing: Promise<void> = Promise.resolve();
  let over = false;
  // A batch is whole blocks. The next turn, in seconds, sees whether others are there by then.
  const blockRows = Math.min(areOthersAsking(job.busy) ? BESIDE_ROWS : BLOCK_ROWS, pace.rows);
  // Its waits for the database are not this thread's work.
  const rest = createRests(job.busy, threadMs);

  async function store(full: Batch, to: Checkpoint, noted: Statement | undefined): Promise<void> {
    const start = performance.now();
    const restOfDatabase = createRests(job.busy);
    await commitBatch(db, job, to, [...(noted ? [noted] : []), ...batchStatements(job, full)]);
    const isBeside = areOthersAsking(job.busy);
    const aimMs = isBeside ? Math.min(BESIDE_MS, pace.aimMs) : pace.aimMs;
    const least = isBeside ? Math.min(BESIDE_ROWS, pace.least) : pace.least;
    const aim =
      ((full.count + full.changes.length + full.rejected.length + full.unchanged) * aimMs) /
      (performance.now() - start);
    pace.rows = Math.round(Math.min(Math.max(aim, pace.rows / 2, least), pace.rows * 2, MAX_BATCH_ROWS));
    pace.least = Math.min(Math.ceil(pace.least * 1.25), leastRows(job));
    // While a batch is stored the next one is read, so that this thread's own rests are none of the database's.
    await restOfDatabase();
  }

  async function send(): Promise<void> {
    await storing;
    ahead = behind(ahead, batch, job, { row, at });
    storing = store(batch, ahead, judge.stage());
    // The next call waits for it; until then a failure is not an unhandled one.
    storing.catch(() => {});
    [batch, other] = [other, batch];
    batch.clear();
    judge.nextBatch();
  }

  try {
    for await (const block of readBlocks(file, at, blockRows, row)) {
      await addBlock(batch, block, job, judge, row);
      row += block.records.length;
      at = block.next;
      over = isOver();
      // Even the shortest turn stores what it has read: otherwise turns that are too short would bring nothing forward.
      if (over || row - ahead.row >= pace.rows || batch.bytes >= MAX_BATCH_BYTES) await send();
      if (over) break;
      await rest();
    }
    if (row > ahead.row) await send();
    await storing;
    return !over;
  } finally {
    await storing.catch(() => {});
  }
}

const CHANGED =
  "The collection's schema changed after the rows were checked, and this one is wrong now. Nothing of the file stays.";

const TAKEN_SINCE =
  "Another record has taken a unique value of this row since the rows were checked. Nothing of the file stays.";

async function addBlock(
  batch: Batch,
  { records }: Block,
  job: ImportJob,
  judge: RowJudge,
  before: number,
): Promise<void> {
  for (const [at, judged] of (await judge.judge(records)).entries()) {
    const row = before + at + 1;
    const record = records[at] as SourceRecord;
    if (judged.fault) {
      const { code } = judged.fault;
      if (job.mode === "STRICT" && code === "VALUE_TAKEN")
        throw new FileFault("VALUE_TAKEN_SINCE", record.line, TAKEN_SINCE);
      if (job.mode === "STRICT") throw new FileFault("COLLECTION_CHANGED", record.line, CHANGED);
      batch.rejected.push(rejectedRow(row, record, judged.fault));
      if (judged.isKeyless) batch.keyless++;
    } else if ("data" in judged && judged.data) batch.add(row, JSON.stringify(judged.data), judged.data);
    else if ("change" in judged && judged.change) batch.change(judged.change);
    else batch.unchanged++;
  }
}

function leastRows(job: ImportJob): number {
  if (searchedTexts(job).length > 0) return SEARCHED_LOT_ROWS;
  return job.key ? MIN_KEYED_ROWS : MIN_BATCH_ROWS;
}

function behind(from: Checkpoint, batch: Batch, { mode }: ImportJob, to: Pick<Checkpoint, "row" | "at">): Checkpoint {
  return nextCheckpoint(from, {
    ...to,
    rowsRead: mode === "PARTIAL" ? to.row : from.rowsRead,
    rowsStored: from.rowsStored + batch.count + batch.changes.length + batch.unchanged,
    recordsCreated: from.recordsCreated + batch.count,
    recordsUpdated: from.recordsUpdated + batch.changes.length,
    recordsUnchanged: from.recordsUnchanged + batch.unchanged,
    rowsKeyless: from.rowsKeyless + batch.keyless,
    rowsRejected: from.rowsRejected + batch.rejected.length,
  });
}

function batchStatements(job: ImportJob, batch: Batch): Statement[] {
  const rejected = batch.rejected.length > 0 ? [insertRejections(job, batch.rejected)] : [];
  const changed = batch.changes.length > 0 ? changeRecords(job, batch.changes) : [];
  return [...changed, ...creation(job, batch), ...rejected];
}

function creation(job: ImportJob, batch: Batch): Statement[] {
  if (batch.count === 0) return [];
  const { importId } = job;
  const { firstRow, lastRow, count } = batch;
  const event = {
    type: "records.imported",
    subject: job.collectionId,
    payload: { importId, firstRow, lastRow, count },
  };
  return [
    orFail(fenceOf(job.tenantId, { id: job.collectionId, revision: job.revision }), 1),
    insertRecords(job, batch),
    ...insertRecordTexts(job, batch),
    appendOutbox(job.tenantId, [event]),
  ];
}
