import { type Database, describeFault } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { JobContext, JobOutcome } from "@bulkhead/kernel/job-kind.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { cleanUp, commitEnd, ImportTaken } from "./commit.ts";
import { type ImportJob, loadImport } from "./import-state.ts";
import type { FileDeps } from "./open-file.ts";
import { runImport } from "./run-import.ts";

export interface ImportDeps extends FileDeps {
  /** Signed in as bulkhead_data. */
  db: Database;
  log: Log;
}

/** Gives an import its turn: works on it until it has ended or the turn is over, and tidies up behind its end. */
export async function serveImport(deps: ImportDeps, ctx: JobContext, importId: string): Promise<JobOutcome> {
  const job = await loadImport(deps.db, ctx.tenantId, importId);
  if (!job) return "done";
  if (!job.isFinished && !(await advance(deps, ctx, job))) return "again";
  await cleanUp(deps, job);
  return "done";
}

/** True when it has ended. */
async function advance(deps: ImportDeps, ctx: JobContext, job: ImportJob): Promise<boolean> {
  const isOver = () => {
    ctx.progress(shareOf(job));
    return ctx.isOver();
  };
  try {
    return await runImport(deps, job, isOver);
  } catch (error) {
    if (error instanceof ImportTaken) return false;
    if (appErrorOf(error)?.code === "QUOTA_EXCEEDED") return await endAtQuota(deps, job);
    if (ctx.signal.aborted || appErrorOf(error)?.code === "UNAVAILABLE") throw error;
    return await giveUp(deps, ctx, job, error);
  }
}

/** The batch that goes beyond the plan is stored by none of its rows. */
async function endAtQuota({ db }: ImportDeps, job: ImportJob): Promise<boolean> {
  const { rowsStored } = job.checkpoint;
  const message = `Your plan allows no more. The ${rowsStored} records stored by then stay: delete some, or ask the operator for another plan.`;
  await commitEnd(db, job, "FAILED", { code: "IMPORT_OVER_QUOTA", line: null, message });
  return true;
}

/** A fault that nobody foresaw must neither be hidden nor leave the import without an end. */
async function giveUp({ db, log }: ImportDeps, ctx: JobContext, job: ImportJob, error: unknown): Promise<boolean> {
  const { requestId, importId } = job;
  const about = { requestId, importId, count: ctx.attempt, detail: describeFault(error) };
  log.error(about, "an import met an unforeseen fault");
  if (!ctx.isLastAttempt) throw error;
  await commitEnd(db, job, "FAILED", interrupted(requestId));
  return true;
}

export function interrupted(requestId: string) {
  const message = `The import ended by a fault of the server. Tell its operator the request id ${requestId}.`;
  return { code: "IMPORT_INTERRUPTED", line: null, message };
}

/** The file is read twice: once to check it, once to store it. */
function shareOf({ share, checkpoint }: ImportJob): number {
  return (share(checkpoint.at) + (checkpoint.phase === "STORE" ? 1 : 0)) / 2;
}
