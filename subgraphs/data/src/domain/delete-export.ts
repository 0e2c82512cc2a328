import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { EXPORTS, type ExportControl } from "../exports/control.ts";
import type { ExportNode } from "../exports/export-node.ts";
import { expireParts } from "../exports/part-lives.ts";
import { controlTransfer } from "../transfers/control.ts";

/** Removes the file of an export before its time. Links to it are dead from then on; what was asked for stays known. */
export function deleteExport(ctx: DataContext, input: { id: string }): Promise<ExportNode> {
  const tenantId = authorize(ctx, "export:delete");
  return controlTransfer(ctx, tenantId, input, EXPORTS, DELETE);
}

const DELETE: ExportControl = {
  action: "export.delete",
  event: "export.deleted",
  isSo: ({ status, finished_at, is_expired }) => finished_at !== null && (status !== "SUCCEEDED" || is_expired),
  refusal: ({ finished_at }) =>
    finished_at === null ? "This export has not ended. Cancel it, and nobody gets its file." : undefined,
  change: () => ({
    name: "delete_export",
    text: `update data.export set expires_at = now(), deleted_at = now()
           where tenant_id = $1 and id = $2 and run = $3 and status = 'SUCCEEDED' and expires_at > now() returning 1`,
    values: [],
  }),
  also: expireParts,
  goesOn: false,
};
