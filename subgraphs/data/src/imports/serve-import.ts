import { type Database, describeFault } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { JobContext, JobOutcome } from "@bulkhead/kernel/job-kind.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { GrantOfPrincipal } from "../jobs/still-may.ts";
import { endOrUndo } from "./actions/end-or-undo.ts";
import { mayStill } from "./actions/may-still.ts";
import { cleanUp, ImportTaken } from "./commit.ts";
import type { ImportPayload } from "./import-payload.ts";
import { type ImportJob, loadImport } from "./import-state.ts";
import type { FileDeps } from "./open-file.ts";
import { shareOf } from "./progress.ts";
import { runImport } from "./run-import.ts";
import { whatStays } from "./what-stays.ts";

export interface ImportDeps extends FileDeps {
  /** Signed in as bulkhead_data. */
  db: Database;
  log: Log;
  grantOf: GrantOfPrincipal;
  /** See ImportJob; 0 when absent. */
  busy?(): number;
}

/** What an import must know of the job that gives it its turn. */
export type ImportTurn = Pick<JobContext, "tenantId" | "attempt" | "isLastAttempt" | "signal" | "isOver" | "progress">;

/** Gives an import its turn, wherever its work is done. */
export type ServeImport = (turn: ImportTurn, payload: ImportPayload) => Promise<JobOutcome>;

/** Works on an import until it has ended or the turn is over, and tidies up behind its end. */
export async function serveImport(
  deps: ImportDeps,
  ctx: ImportTurn,
  { importId, run = 0 }: ImportPayload,
): Promise<JobOutcome> {
  const job = await loadImport(deps.db, ctx.tenantId, importId);
  // Who resumes a paused one gets it another job.
  if (!job || job.run !== run || job.isPaused) return "done";
  if (deps.busy) job.busy = deps.busy;
  if (!job.isFinished && !(await advance(deps, ctx, job))) return "again";
  return (await cleanUp(deps, job, ctx.isOver)) ? "done" : "again";
}

/** So often it is asked whether whoever wants the import may still have it. */
const LOOK_MS = 500;

/** True when it has ended. */
async function advance(deps: ImportDeps, ctx: ImportTurn, job: ImportJob): Promise<boolean> {
  let isRefused = false;
  const isOver = () => {
    ctx.progress(shareOf(job, job.checkpoint) ?? 0);
    return isRefused || ctx.isOver();
  };
  // Then the turn is over, and the next one ends it. What is taken back is so whoever wanted it.
  const watch = setInterval(() => {
    mayStill(deps.grantOf, job).then(
      (may) => {
        isRefused ||= !may && job.checkpoint.phase !== "UNDO";
      },
      () => {},
    );
  }, LOOK_MS);
  try {
    if (!(await mayStill(deps.grantOf, job)) && (await endOrUndo(deps.db, job, refused(job)))) return true;
    return await runImport(deps, job, isOver);
  } catch (error) {
    if (error instanceof ImportTaken) return false;
    if (appErrorOf(error)?.code === "QUOTA_EXCEEDED") return await endAtQuota(deps, job);
    if (ctx.signal.aborted || appErrorOf(error)?.code === "UNAVAILABLE") throw error;
    return await giveUp(deps, ctx, job, error);
  } finally {
    clearInterval(watch);
  }
}

/** The batch that goes beyond the plan is stored by none of its rows. */
async function endAtQuota({ db }: ImportDeps, job: ImportJob): Promise<boolean> {
  const { recordsCreated, recordsUpdated } = job.checkpoint;
  const stay = `The ${recordsCreated + recordsUpdated} records stored by then stay`;
  const message = `Your plan allows no more. ${job.mode === "STRICT" ? "Nothing of the file stays" : stay}: delete some records, or ask the operator for another plan.`;
  return endOrUndo(db, job, { code: "IMPORT_OVER_QUOTA", line: null, message });
}

/** A fault that nobody foresaw must neither be hidden nor leave the import without an end. */
async function giveUp({ db, log }: ImportDeps, ctx: ImportTurn, job: ImportJob, error: unknown): Promise<boolean> {
  const { requestId, importId } = job;
  const about = { requestId, importId, count: ctx.attempt, detail: describeFault(error) };
  log.error(about, "an import met an unforeseen fault");
  // Taking back goes on until it is done, however often it fails: see the job.
  if (!ctx.isLastAttempt || job.checkpoint.phase === "UNDO") throw error;
  return endOrUndo(db, job, interrupted(requestId));
}

function refused(job: ImportJob) {
  const message = `Whoever asked for this import may not do it any more. ${whatStays(job)}`;
  return { code: "IMPORT_REFUSED", line: null, message };
}

export function interrupted(requestId: string) {
  const message = `The import ended by a fault of the server. Tell its operator the request id ${requestId}.`;
  return { code: "IMPORT_INTERRUPTED", line: null, message };
}
