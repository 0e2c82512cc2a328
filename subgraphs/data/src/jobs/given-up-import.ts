import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { type Database, flushAsTenant } from "@bulkhead/kernel/database.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import type { JobState } from "@bulkhead/kernel/job-kind.ts";
import { endOrUndo } from "../imports/actions/end-or-undo.ts";
import { cleanUp, ImportTaken } from "../imports/commit.ts";
import { IMPORT_JOB, type ImportPayload } from "../imports/import-payload.ts";
import { type ImportJob, loadImport } from "../imports/import-state.ts";
import { type ImportDeps, interrupted } from "../imports/serve-import.ts";
import { whatStays } from "../imports/what-stays.ts";

type GivenUp = RequestContext & { tenantId: string };

/**
 * An import whose job is no more must not look as if it went on. What must be taken back is, by another job, and what is left
 * behind it goes by another one where it is much.
 */
export async function endGivenUp(
  { db, blobs, tidyMs }: Pick<ImportDeps, "db" | "blobs"> & { tidyMs: number },
  ctx: GivenUp,
  payload: ImportPayload,
  state: JobState,
): Promise<void> {
  const { importId, run = 0, again = 0 } = payload;
  const job = await loadImport(db, ctx.tenantId, importId);
  if (!job || job.run !== run) return;
  // Its job has met a fault and it was paused meanwhile: whoever resumes it makes another.
  if (job.isPaused && state !== "CANCELLED") return;
  const wasUndone = job.checkpoint.phase === "UNDO";
  const wasFinished = job.isFinished;
  try {
    const isCancelled = state === "CANCELLED";
    const failure = isCancelled ? cancelled(job) : interrupted(job.requestId);
    // One for each job and each state that it was left in, however often this is asked.
    if (!job.isFinished && !(await endOrUndo(db, job, failure, isCancelled ? "CANCELLED" : "FAILED")))
      return await followUp(db, ctx, payload, `${importId} ${job.checkpoint.step} ${again + 1}`, wasUndone);
  } catch (error) {
    // Its worker has moved it on, one last time: the relay asks again.
    if (error instanceof ImportTaken) throw new Error(`import ${importId} still moves`, { cause: error });
    throw error;
  }
  const end = performance.now() + tidyMs;
  if (!(await cleanUp({ db, blobs }, job, () => performance.now() > end)))
    await followUp(db, ctx, payload, `${importId} behind ${again + 1}`, wasFinished);
}

/** After this long a job is made for what the one before could not do. */
const AGAIN_MS = 60_000;

/** Asks for another job in the place of one that was given up, once for each key; later where that one had the same to do. */
async function followUp(
  db: Database,
  ctx: GivenUp,
  { importId, run = 0, again = 0 }: ImportPayload,
  key: string,
  isLater: boolean,
): Promise<void> {
  const runAfter = isLater ? { runAfter: new Date(Date.now() + AGAIN_MS).toISOString() } : {};
  const payload = { importId, run, again: again + 1 } satisfies ImportPayload;
  await flushAsTenant(db, ctx.tenantId, [
    enqueueJob(ctx, ctx.tenantId, { kind: IMPORT_JOB, key, payload, ...runAfter }),
  ]);
}

function cancelled(job: ImportJob) {
  return { code: "IMPORT_CANCELLED", line: null, message: `An Admin cancelled the import. ${whatStays(job)}` };
}
