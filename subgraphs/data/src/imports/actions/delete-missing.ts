import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { wasLate } from "@bulkhead/kernel/write-again.ts";
import { deleteLot } from "../../bulk/lot-statements.ts";
import type { Candidate } from "../../bulk/read-lot.ts";
import { createRests } from "../../transfers/give-way.ts";
import { BatchOvertaken, commitBatch } from "../commit.ts";
import { collectionOf, type ImportJob, nextCheckpoint } from "../import-state.ts";
import { keyFieldOf, MET } from "./key-field.ts";
import { noteChanges } from "./note-changes.ts";

const FIRST_LOT = 100;
const MAX_LOT = 400;
/** Records looked at for each that may be deleted at once. */
const LOOKED_AT = 5;

/**
 * Deletes the records that were there when the import was asked for and whose key no row of the file has, or counts them in
 * a dry run. True when it came to the end of the collection.
 */
export async function deleteMissing(db: Database, job: ImportJob, isOver: () => boolean): Promise<boolean> {
  let most = FIRST_LOT;
  const rest = createRests(job.busy);
  // Even the shortest turn brings it forward.
  do {
    const found = await readNext(db, job, most * LOOKED_AT);
    const [last] = found.slice(-1);
    if (!last) return true;
    try {
      await deleteNext(db, job, found, most);
      most = Math.min(MAX_LOT, Math.ceil(most * 1.5));
    } catch (error) {
      const goesInParts = wasLate(error) || error instanceof BatchOvertaken;
      if (!goesInParts || most === 1) throw error;
      most = Math.ceil(most / 4);
    }
    await rest();
  } while (!isOver());
  return false;
}

async function deleteNext(db: Database, job: ImportJob, found: readonly Found[], most: number): Promise<void> {
  const missing = found.filter(({ stays }) => !stays);
  const lot = missing.slice(0, most);
  const last = missing.length > lot.length ? lot.at(-1) : found.at(-1);
  const { recordsDeleted } = job.checkpoint;
  const to = { afterId: last?.id ?? null, recordsDeleted: recordsDeleted + lot.length };
  const statements =
    job.dryRun || lot.length === 0 ? [] : [...noteChanges(job, lot, true), ...deleteLot(job, collectionOf(job), lot)];
  await commitBatch(db, job, nextCheckpoint(job.checkpoint, to), statements);
}

interface Found extends Candidate {
  /** The file has its key, or had the one that it had when its row was read or written, or it is newer. */
  stays: boolean;
}

/**
 * In the order of their ids: those that were made after the import was asked for, its own among them, have larger ones, but
 * for those of an instance whose clock is behind.
 */
function readNext(db: Database, job: ImportJob, rows: number): Promise<Found[]> {
  const { tenantId, collectionId, importId, checkpoint } = job;
  const { slot } = keyFieldOf(job);
  return readAsTenant<Found>(db, tenantId, {
    name: `import_missing_${slot}`,
    text: `select r.id, r.version, r.created_at > (select created_at from data.import where tenant_id = $1 and id = $3)
             or exists (select from data.staged_key k where k.tenant_id = $1 and k.owner_id = $3
               and k.slot = '${slot}' and k.value = r.${slot})
             or exists (select from data.staged_key k where k.tenant_id = $1 and k.owner_id = $3
               and k.slot = '${MET}' and k.value = r.id::text)
             or exists (select from data.import_change c where c.tenant_id = $1 and c.import_id = $3
               and c.record_id = r.id and not c.is_deletion) as stays
           from data.record r where r.tenant_id = $1 and r.collection_id = $2 and r.id < $3 and r.id > $4
           order by r.id limit $5`,
    values: [tenantId, collectionId, importId, checkpoint.afterId ?? NIL, rows],
  });
}

const NIL = "00000000-0000-0000-0000-000000000000";
