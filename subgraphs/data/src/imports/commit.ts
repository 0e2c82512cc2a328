import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import { type Database, flushAsTenant, type Statement, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { orFail } from "@bulkhead/kernel/transact.ts";
import pg from "pg";
import { deleteStagedKeys } from "../evolution/unique-keys.ts";
import { purgeBecause } from "../history/history-age.ts";
import { isToBeTold } from "../transfers/pace.ts";
import { forgetSomeChanges } from "./actions/noted-changes.ts";
import type { Checkpoint, Failure, ImportJob, ImportStatus } from "./import-state.ts";
import { tellProgress } from "./progress.ts";
import { endImport, moveCheckpoint } from "./statements.ts";

/** Another runner has moved the import on, or its collection has changed; what this one wanted to commit was rolled back, and it must let go. */
export class ImportTaken extends Error {}

/** A record of the batch, or the collection, was changed by somebody else meanwhile: it is to be read again. */
export class BatchOvertaken extends ImportTaken {}

/** Commits a batch and the checkpoint behind it in one transaction; the fence comes first, before any work is done. */
export async function commitBatch(
  db: Database,
  job: ImportJob,
  to: Checkpoint,
  statements: Statement[],
): Promise<void> {
  const isTold = isToBeTold(job);
  const told = isTold ? [tellProgress(job, to)] : [];
  await fenced(db, job, [moveCheckpoint(job, to, isTold), ...statements, ...told]);
  if (isTold) job.toldAt = Date.now();
  job.checkpoint = to;
}

/** By then what an import noted of the records it has changed is forgotten. */
const FORGOTTEN_MS = 60_000;

/** Ends an import: its state, its event and its audit event commit together. */
export async function commitEnd(db: Database, job: ImportJob, status: ImportStatus, failure?: Failure): Promise<void> {
  const { tenantId, importId, collection, requestId } = job;
  const { action, key, dryRun } = job;
  const { rowsRead, rowsStored, rowsRejected, ...at } = job.checkpoint;
  const { recordsCreated, recordsUpdated, recordsUnchanged, recordsDeleted } = at;
  const records = { recordsCreated, recordsUpdated, recordsUnchanged, recordsDeleted };
  const ctx = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  const mayWait = job.mode === "STRICT" && action !== "CREATE" && !dryRun;
  await fenced(db, job, [
    endImport(job, status, failure),
    // What was not purged while it might have to be put back.
    ...(mayWait ? [purgeBecause(ctx, tenantId, `import ${importId}`, new Date(), FORGOTTEN_MS)] : []),
    appendOutbox(tenantId, [
      { type: "import.finished", subject: importId, payload: { status, dryRun, rowsStored, rowsRejected, ...records } },
    ]),
    appendAudit(ctx, tenantId, {
      action: "import.finish",
      target: encodeId("import", importId),
      detail: {
        collection,
        action,
        ...(key ? { key: key.name } : {}),
        dryRun,
        status,
        rowsRead,
        rowsStored,
        rowsRejected,
        ...records,
        bytes: job.bytes,
        ...(job.fileDigest === null ? {} : { sha256: job.fileDigest }),
        durationMs: Math.max(0, Date.now() - Date.parse(job.createdAt)),
      },
    }),
  ]);
  job.isFinished = true;
}

const KEYS_LOT = 1_000;

/**
 * What is left to do for an import that has ended; may be done twice. False when it was over before the end: of a file of
 * many millions of keys that is no work of one turn.
 */
export async function cleanUp(
  { db, blobs }: { db: Database; blobs: BlobStore },
  { tenantId, importId, blobId }: ImportJob,
  isOver: () => boolean = () => false,
): Promise<boolean> {
  for (const some of [deleteStagedKeys, forgetSomeChanges])
    while ((await flushAsTenant(db, tenantId, [some(tenantId, importId, KEYS_LOT)]))[0]?.length)
      if (isOver()) return false;
  await blobs.delete(tenantId, blobId).catch((error: unknown) => {
    // A crash came after it, last time.
    if (appErrorOf(error)?.code !== "NOT_FOUND") throw error;
  });
  return true;
}

/** What a fence answers that did not find the collection as it was. */
const DIVISION_BY_ZERO = "22012";

/** The first statement is the fence. Where there is no such import any more, its tenant destroyed, nothing else happens either. */
export async function fenced(
  db: Database,
  job: ImportJob,
  [{ text, ...fence }, ...others]: [Statement, ...Statement[]],
): Promise<void> {
  try {
    await flushAsTenant(db, job.tenantId, [orFail({ ...fence, text: `${text} returning 1` }, 1), ...others]);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint === "import_fence")
      throw new ImportTaken(`import ${job.importId} is in other hands`, { cause: error });
    if (error instanceof pg.DatabaseError && error.code === DIVISION_BY_ZERO)
      throw new BatchOvertaken(`the collection of import ${job.importId}, or a record of it, has changed`, {
        cause: error,
      });
    // Somebody has taken a unique value meanwhile: looked at again, the row is found.
    if (/^record_u\d$/.test(violatedConstraint(error) ?? ""))
      throw new ImportTaken(`a value of import ${job.importId} was taken`, { cause: error });
    throw error;
  }
}
