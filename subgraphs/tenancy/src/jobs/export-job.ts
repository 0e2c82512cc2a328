import { defineJob, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { EXPORT_JOB, type ExportPayload } from "../exports/export-row.ts";
import { type ExportDeps, failExport, serveExport } from "../exports/serve-export.ts";

export interface ExportJobOptions extends ExportDeps {
  /** After this long in ms a part ends, and other jobs have their turn. */
  sliceMs?: number;
}

/** Writes exports, a part in each turn. A suspended tenant may take its data out, so it runs there too. */
export function createExportJob({ sliceMs = 5_000, ...deps }: ExportJobOptions): JobKind {
  return defineJob<ExportPayload>({
    name: EXPORT_JOB,
    permissions: ["tenant-export:create"],
    backoffMs: 500,
    timeoutMs: 5 * 60_000,
    sliceMs,
    runsSuspended: true,
    run(ctx, { exportId }) {
      authorize(ctx, "tenant-export:create");
      return serveExport(deps, ctx, exportId);
    },
    onGivenUp: (ctx, { exportId }) => failExport(deps, ctx, ctx.tenantId, exportId),
  });
}
