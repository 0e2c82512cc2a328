import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { defineJob, type JobKind, type JobState } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { endOrUndo } from "../imports/actions/end-or-undo.ts";
import { cleanUp, ImportTaken } from "../imports/commit.ts";
import { IMPORT_JOB, type ImportPayload } from "../imports/import-payload.ts";
import { type ImportJob, loadImport } from "../imports/import-state.ts";
import { type ImportDeps, interrupted, type ServeImport } from "../imports/serve-import.ts";
import { whatStays } from "../imports/what-stays.ts";

export interface ImportJobOptions extends Pick<ImportDeps, "db" | "blobs"> {
  serve: ServeImport;
  /** After this long in ms an import makes room for other jobs; it goes on where it stopped. */
  sliceMs?: number;
}

/** A batch takes well under a second, but a packed file is unpacked up to the checkpoint by a process that is new to it. */
const TIMEOUT_MS = 180_000;

/** Runs imports. What one has stored is fenced by its checkpoint, so that a second worker of the same one does no harm. */
export function createImportJob({ sliceMs = 5_000, serve, ...deps }: ImportJobOptions): JobKind {
  return defineJob<ImportPayload>({
    name: IMPORT_JOB,
    permissions: ["record:create", "records:update", "records:delete"],
    maxAttempts: 3,
    backoffMs: 500,
    timeoutMs: TIMEOUT_MS + sliceMs,
    sliceMs,
    run(ctx, payload) {
      authorize(ctx, "record:create");
      authorize(ctx, "records:update");
      authorize(ctx, "records:delete");
      return serve(ctx, payload);
    },
    onGivenUp: (ctx, payload, state) => endImport(deps, ctx, payload, state),
  });
}

/** After this long a job is made for an import that could not be taken back by the one before. */
const UNDO_AGAIN_MS = 60_000;

/** An import whose job is no more must not look as if it went on; what must be taken back is, by another job. */
async function endImport(
  { db, blobs }: Pick<ImportDeps, "db" | "blobs">,
  ctx: RequestContext & { tenantId: string },
  { importId, run = 0, again = 0 }: ImportPayload,
  state: JobState,
): Promise<void> {
  const job = await loadImport(db, ctx.tenantId, importId);
  if (!job || job.run !== run) return;
  // Its job has met a fault and it was paused meanwhile: whoever resumes it makes another.
  if (job.isPaused && state !== "CANCELLED") return;
  const wasUndone = job.checkpoint.phase === "UNDO";
  try {
    const isCancelled = state === "CANCELLED";
    const failure = isCancelled ? cancelled(job) : interrupted(job.requestId);
    if (!job.isFinished && !(await endOrUndo(db, job, failure, isCancelled ? "CANCELLED" : "FAILED"))) {
      const runAfter = wasUndone ? { runAfter: new Date(Date.now() + UNDO_AGAIN_MS).toISOString() } : {};
      // One for each job and each state that it was left in, however often this is asked.
      const payload = { importId, run, again: again + 1 } satisfies ImportPayload;
      const key = `${importId} ${job.checkpoint.step} ${payload.again}`;
      await flushAsTenant(db, ctx.tenantId, [
        enqueueJob(ctx, ctx.tenantId, { kind: IMPORT_JOB, key, payload, ...runAfter }),
      ]);
      return;
    }
  } catch (error) {
    // Its worker has moved it on, one last time: the relay asks again.
    if (error instanceof ImportTaken) throw new Error(`import ${importId} still moves`, { cause: error });
    throw error;
  }
  await cleanUp({ db, blobs }, job);
}

function cancelled(job: ImportJob) {
  return { code: "IMPORT_CANCELLED", line: null, message: `An Admin cancelled the import. ${whatStays(job)}` };
}
