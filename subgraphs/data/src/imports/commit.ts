import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import { type Database, flushAsTenant, type Statement, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import pg from "pg";
import { deleteStagedKeys } from "../evolution/unique-keys.ts";
import type { Checkpoint, ImportJob, ImportStatus } from "./import-state.ts";
import { endImport, type Failure, moveCheckpoint } from "./statements.ts";

/** Another runner has moved the import on, or its collection has changed; what this one wanted to commit was rolled back, and it must let go. */
export class ImportTaken extends Error {}

/** Commits a batch and the checkpoint behind it in one transaction; the fence comes first, before any work is done. */
export async function commitBatch(
  db: Database,
  job: ImportJob,
  to: Checkpoint,
  statements: Statement[],
): Promise<void> {
  await fenced(db, job, [moveCheckpoint(job, to), ...statements]);
  job.checkpoint = to;
}

/** Ends an import: its state, its event and its audit event commit together. */
export async function commitEnd(db: Database, job: ImportJob, status: ImportStatus, failure?: Failure): Promise<void> {
  const { tenantId, importId, collection, requestId } = job;
  const { rowsRead, rowsStored, rowsRejected } = job.checkpoint;
  const ctx = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  await fenced(db, job, [
    endImport(job, status, failure),
    appendOutbox(tenantId, [
      { type: "import.finished", subject: importId, payload: { status, rowsStored, rowsRejected } },
    ]),
    appendAudit(ctx, tenantId, {
      action: "import.finish",
      target: encodeId("import", importId),
      detail: { collection, status, rowsRead, rowsStored, rowsRejected },
    }),
  ]);
  job.isFinished = true;
}

const KEYS_LOT = 1_000;

/** What is left to do for an import that has ended; may be done twice. */
export async function cleanUp(
  { db, blobs }: { db: Database; blobs: BlobStore },
  { tenantId, importId, blobId }: ImportJob,
): Promise<void> {
  while ((await flushAsTenant(db, tenantId, [deleteStagedKeys(tenantId, importId, KEYS_LOT)]))[0]?.length);
  await blobs.delete(tenantId, blobId).catch((error: unknown) => {
    // A crash came after it, last time.
    if (appErrorOf(error)?.code !== "NOT_FOUND") throw error;
  });
}

/** What a fence answers that did not find the collection as it was. */
const DIVISION_BY_ZERO = "22012";

async function fenced(db: Database, job: ImportJob, statements: Statement[]): Promise<void> {
  try {
    await flushAsTenant(db, job.tenantId, statements);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint === "import_fence")
      throw new ImportTaken(`import ${job.importId} is in other hands`, { cause: error });
    if (error instanceof pg.DatabaseError && error.code === DIVISION_BY_ZERO)
      throw new ImportTaken(`the collection of import ${job.importId} has changed`, { cause: error });
    // Somebody has taken a unique value meanwhile: looked at again, the row is found.
    if (/^record_u\d$/.test(violatedConstraint(error) ?? ""))
      throw new ImportTaken(`a value of import ${job.importId} was taken`, { cause: error });
    throw error;
  }
}
