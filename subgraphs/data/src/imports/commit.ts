import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { deleteBlob } from "@bulkhead/kernel/blob.ts";
import { type Database, flushAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import pg from "pg";
import type { Checkpoint, ImportJob, ImportStatus } from "./import-state.ts";
import { endImport, type Failure, moveCheckpoint } from "./statements.ts";

/** Another runner has moved the import on; what this one wanted to commit was rolled back, and it must let go. */
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

/** What is left to do for an import that has ended. The queue forgets it last, so that a crash before only repeats this. */
export async function cleanUp(db: Database, { tenantId, importId, blobId }: ImportJob): Promise<void> {
  await deleteBlob(db, tenantId, blobId);
  await flushAsTenant(db, tenantId, [
    {
      name: "import_dequeue",
      text: "delete from data.import_queue where tenant_id = $1 and import_id = $2",
      values: [tenantId, importId],
    },
  ]);
}

async function fenced(db: Database, job: ImportJob, statements: Statement[]): Promise<void> {
  try {
    await flushAsTenant(db, job.tenantId, statements);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint === "import_fence")
      throw new ImportTaken(`import ${job.importId} is in other hands`, { cause: error });
    throw error;
  }
}
