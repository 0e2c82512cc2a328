import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { EXPORTS, type ExportControl, HAS_ENDED } from "../exports/control.ts";
import type { ExportNode } from "../exports/export-node.ts";
import { controlTransfer } from "../transfers/control.ts";

/** Lets a paused export go on behind the last part that is written. */
export function resumeExport(ctx: DataContext, input: { id: string }): Promise<ExportNode> {
  const tenantId = authorize(ctx, "export:resume");
  return controlTransfer(ctx, tenantId, input, EXPORTS, RESUME);
}

const RESUME: ExportControl = {
  action: "export.resume",
  event: "export.resumed",
  isSo: ({ status }) => status === "QUEUED" || status === "RUNNING",
  refusal: ({ finished_at }) => (finished_at === null ? undefined : HAS_ENDED),
  change: () => ({
    name: "resume_export",
    text: `update data.export set status = 'QUEUED', pace_from = null, run = run + 1, step = step + 1
           where tenant_id = $1 and id = $2 and run = $3 and status = 'PAUSED' returning 1`,
    values: [],
  }),
  goesOn: true,
};
