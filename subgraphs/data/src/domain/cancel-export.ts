import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { EXPORTS, type ExportControl, HAS_ENDED } from "../exports/control.ts";
import type { ExportNode } from "../exports/export-node.ts";
import { expireParts } from "../exports/part-lives.ts";
import { controlTransfer } from "../transfers/control.ts";

/** Ends an export now: its worker finds its checkpoint moved and lets go. Its parts expire. */
export function cancelExport(ctx: DataContext, input: { id: string }): Promise<ExportNode> {
  const tenantId = authorize(ctx, "export:cancel");
  return controlTransfer(ctx, tenantId, input, EXPORTS, CANCEL);
}

const CANCEL: ExportControl = {
  action: "export.cancel",
  event: "export.cancelled",
  isSo: ({ status }) => status === "CANCELLED",
  refusal: ({ finished_at }) => (finished_at === null ? undefined : HAS_ENDED),
  change: () => ({
    name: "cancel_export",
    text: `update data.export set status = 'CANCELLED', finished_at = now(), step = step + 1, filter = null, digest_state = null
           where tenant_id = $1 and id = $2 and run = $3 and status in ('QUEUED', 'RUNNING', 'PAUSED') returning 1`,
    values: [],
  }),
  also: expireParts,
  goesOn: false,
};
