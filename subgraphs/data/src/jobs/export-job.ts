import { describeFault } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { defineJob, type JobContext, type JobKind, type JobOutcome } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { commitExportEnd, type ExportEnd, ExportTaken } from "../exports/commit-export.ts";
import { EXPORT_JOB, type ExportJob, type ExportPayload, loadExport } from "../exports/export-state.ts";
import { shareOf } from "../exports/progress.ts";
import { type ExportDeps, runExport } from "../exports/run-export.ts";
import { askedNowAndThen, type GrantOfPrincipal } from "./still-may.ts";

export interface ExportJobOptions extends Omit<ExportDeps, "mayStill"> {
  grantOf: GrantOfPrincipal;
  /** After this long in ms a part ends, and other jobs have their turn. */
  sliceMs?: number;
}

/** Writes exports, a part in each turn, fenced by the checkpoint: a second worker of the same one does no harm. */
export function createExportJob({ grantOf, sliceMs = 5_000, ...deps }: ExportJobOptions): JobKind {
  return defineJob<ExportPayload>({
    name: EXPORT_JOB,
    permissions: ["export:create"],
    maxAttempts: 3,
    backoffMs: 500,
    timeoutMs: 5 * 60_000,
    sliceMs,
    async run(ctx, { exportId, run = 0 }) {
      authorize(ctx, "export:create");
      const job = await loadExport(deps.db, ctx.tenantId, exportId);
      // Who resumes a paused one gets it another job.
      if (!job || job.isFinished || job.run !== run || job.isPaused) return "done";
      const stillMay = askedNowAndThen(grantOf);
      return advance({ ...deps, mayStill: (of) => stillMay(of, "record:read", of.collection) }, ctx, job);
    },
    async onGivenUp({ tenantId }, { exportId, run = 0 }, state) {
      const job = await loadExport(deps.db, tenantId, exportId);
      if (!job || job.isFinished || job.run !== run) return;
      if (state === "CANCELLED") await commitExportEnd(deps.db, job, { status: "CANCELLED" });
      // Its job has met a fault and it was paused meanwhile: whoever resumes it makes another.
      else if (!job.isPaused) await commitExportEnd(deps.db, job, interrupted(job));
    },
  });
}

async function advance(deps: ExportDeps, ctx: JobContext, job: ExportJob): Promise<JobOutcome> {
  try {
    const isDone = await runExport(deps, job, ctx.isOver);
    const { written, total } = job.checkpoint;
    ctx.progress(shareOf({ written, total: total ?? 0 }));
    return isDone ? "done" : "again";
  } catch (error) {
    if (error instanceof ExportTaken) return "again";
    if (ctx.signal.aborted || appErrorOf(error)?.code === "UNAVAILABLE") throw error;
    const { requestId } = job;
    deps.log.error({ requestId, count: ctx.attempt, detail: describeFault(error) }, "an export met a fault");
    if (!ctx.isLastAttempt) throw error;
    await commitExportEnd(deps.db, job, interrupted(job));
    return "done";
  }
}

function interrupted({ requestId }: ExportJob): ExportEnd {
  const message = `It ended by a fault of the server. Tell its operator the request id ${requestId}, and ask again.`;
  return { status: "FAILED", failure: { code: "EXPORT_INTERRUPTED", message } };
}
