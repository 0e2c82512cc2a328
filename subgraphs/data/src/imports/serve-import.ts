import { type Database, describeFault } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { cleanUp, commitEnd, ImportTaken } from "./commit.ts";
import type { QueuedImport } from "./import-queue.ts";
import { type ImportJob, loadImport } from "./import-state.ts";
import { runImport } from "./run-import.ts";

/** Unforeseen faults of one import after which it is given up. A database that does not answer is not one. */
const MAX_FAULTS = 3;

/** Gives an import its turn: works on it until it has ended or the turn is over, and tidies up behind its end. */
export type ServeImport = (queued: QueuedImport, isOver: () => boolean) => Promise<void>;

export function createServeImport(db: Database, log: Log): ServeImport {
  const faults = new Map<string, number>();

  async function advance(job: ImportJob, isOver: () => boolean): Promise<boolean> {
    try {
      return await runImport(db, job, isOver);
    } catch (error) {
      if (error instanceof ImportTaken) return false;
      if (appErrorOf(error)?.code === "UNAVAILABLE") throw error;
      return await giveUp(job, error);
    }
  }

  /** A fault that nobody foresaw must neither be hidden nor keep the tenant's other imports waiting for ever. */
  async function giveUp(job: ImportJob, error: unknown): Promise<boolean> {
    const { requestId, importId } = job;
    const count = (faults.get(importId) ?? 0) + 1;
    faults.set(importId, count);
    log.error({ requestId, importId, count, detail: describeFault(error) }, "an import met an unforeseen fault");
    if (count < MAX_FAULTS) return false;
    const message = `The import ended by a fault of the server. Tell its operator the request id ${requestId}.`;
    await commitEnd(db, job, "FAILED", { code: "IMPORT_INTERRUPTED", line: null, message });
    return true;
  }

  return async ({ tenantId, importId }, isOver) => {
    const job = await loadImport(db, tenantId, importId);
    if (!job || (!job.isFinished && !(await advance(job, isOver)))) return;
    await cleanUp(db, job);
    faults.delete(importId);
  };
}
