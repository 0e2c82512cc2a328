import type { Database } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { wasLate } from "@bulkhead/kernel/write-again.ts";
import { SEARCHED_LOT_ROWS } from "../../records/lot-texts.ts";
import { searchedTexts } from "../../records/record-texts.ts";
import { valueTaken } from "../../records/value-taken.ts";
import { createRests } from "../../transfers/give-way.ts";
import { BatchOvertaken, commitBatch, commitEnd, ImportTaken } from "../commit.ts";
import { type Checkpoint, collectionOf, type ImportJob, nextCheckpoint } from "../import-state.ts";
import { forgetChanges, readNoted } from "./noted-changes.ts";
import { putBackDeleted, putBackUpdated } from "./put-back.ts";
import { readCreated, removeCreated } from "./remove-created.ts";

const FIRST_LOT = 100;
const MAX_LOT = 400;

/**
 * Takes back what an import has stored, lot by lot, and ends it; true when it has ended. What it has made is removed, what
 * it has written over or deleted is as it was before. A record that somebody else has changed since then is theirs: it
 * stays as they left it, and remains in the counts.
 */
export async function undoImport(db: Database, job: ImportJob, isOver: () => boolean): Promise<boolean> {
  if (job.mode === "PARTIAL" || job.dryRun) {
    await end(db, job);
    return true;
  }
  let most = FIRST_LOT;
  const rest = createRests(job.busy);
  const larger = () => Math.min(searchedTexts(job).length > 0 ? SEARCHED_LOT_ROWS : MAX_LOT, Math.ceil(most * 1.5));
  // Even the shortest turn brings it forward.
  do {
    try {
      if (!(await undoLot(db, job, most))) {
        await end(db, job);
        return true;
      }
      most = larger();
    } catch (error) {
      if (most === 1 || !goesInParts(error)) throw error;
      most = Math.ceil(most / 4);
    }
    await rest();
  } while (!isOver());
  return false;
}

function goesInParts(error: unknown): boolean {
  return wasLate(error) || error instanceof ImportTaken || appErrorOf(error)?.code === "INVALID_RECORD";
}

/** False when nothing is left to take back. First what was made, since it may stand where something must come back to. */
async function undoLot(db: Database, job: ImportJob, most: number): Promise<boolean> {
  const created = await readCreated(db, job, most);
  if (created.length > 0) {
    await commitUndo(db, job, { recordsCreated: created.length }, removeCreated(job, created));
    return true;
  }
  const noted = await readNoted(db, job, most);
  if (noted.length === 0) return false;
  const forget = forgetChanges(job, noted);
  const deleted = noted.filter(({ state }) => state === "DELETED");
  const updated = noted.filter(({ state }) => state === "UPDATED");
  const counts = { recordsUpdated: updated.length, recordsDeleted: deleted.length };
  try {
    const back = [...(await putBackUpdated(db, job, updated)), ...(await putBackDeleted(db, job, deleted))];
    await commitUndo(db, job, counts, [...back, forget]);
  } catch (error) {
    if (noted.length > 1 || !isLeftAlone(error, job)) throw error;
    // Somebody has its key by now, or a schema that it does not fit is in force: it stays where it can be restored from.
    await commitUndo(db, job, {}, [forget]);
  }
  return true;
}

function isLeftAlone(error: unknown, job: ImportJob): boolean {
  const cause = error instanceof ImportTaken && !(error instanceof BatchOvertaken) ? error.cause : error;
  return valueTaken(cause, collectionOf(job)) !== undefined || appErrorOf(error)?.code === "INVALID_RECORD";
}

type Undone = Partial<Pick<Checkpoint, "recordsCreated" | "recordsUpdated" | "recordsDeleted">>;

/** What is put back had its place before: a plan that is used up must not keep half of an import. */
const PUTTING_BACK = { name: "putting_back", text: "select set_config('app.putting_back', 'on', true)" };

async function commitUndo(
  db: Database,
  job: ImportJob,
  { recordsCreated = 0, recordsUpdated = 0, recordsDeleted = 0 }: Undone,
  statements: Parameters<typeof commitBatch>[3],
): Promise<void> {
  const from = job.checkpoint;
  const to = nextCheckpoint(from, {
    rowsStored: from.rowsStored - recordsCreated - recordsUpdated,
    recordsCreated: from.recordsCreated - recordsCreated,
    recordsUpdated: from.recordsUpdated - recordsUpdated,
    recordsDeleted: from.recordsDeleted - recordsDeleted,
  });
  await commitBatch(db, job, to, [PUTTING_BACK, ...statements]);
}

async function end(db: Database, job: ImportJob): Promise<void> {
  if (!job.undoing) throw new Error(`import ${job.importId} is taken back for no reason`);
  const { status, failure } = job.undoing;
  const { recordsCreated, recordsUpdated, recordsDeleted } = job.checkpoint;
  const isKept = job.mode === "PARTIAL" || job.dryRun;
  const left = isKept ? 0 : recordsCreated + recordsUpdated + recordsDeleted;
  await commitEnd(db, job, status, left === 0 ? failure : { ...failure, message: `${failure.message} ${but(left)}` });
}

function but(left: number): string {
  return left === 1
    ? "But 1 record was changed or deleted by somebody else meanwhile, and stays as they left it: see the counts."
    : `But ${left} records were changed or deleted by others meanwhile, and stay as they left them: see the counts.`;
}
