import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { EXPORTS, type ExportControl, HAS_ENDED } from "../exports/control.ts";
import type { ExportNode } from "../exports/export-node.ts";
import { controlTransfer } from "../transfers/control.ts";

/** Stops an export between two lots of records; it keeps the parts that are written, and its place, until it is resumed or cancelled. */
export function pauseExport(ctx: DataContext, input: { id: string }): Promise<ExportNode> {
  const tenantId = authorize(ctx, "export:pause");
  return controlTransfer(ctx, tenantId, input, EXPORTS, PAUSE);
}

const PAUSE: ExportControl = {
  action: "export.pause",
  event: "export.paused",
  isSo: ({ status }) => status === "PAUSED",
  refusal: ({ finished_at }) => (finished_at === null ? undefined : HAS_ENDED),
  change: () => ({
    name: "pause_export",
    text: `update data.export set status = 'PAUSED', step = step + 1
           where tenant_id = $1 and id = $2 and run = $3 and status in ('QUEUED', 'RUNNING') returning 1`,
    values: [],
  }),
  goesOn: false,
};
