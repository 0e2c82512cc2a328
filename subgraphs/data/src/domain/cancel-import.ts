import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { HAS_ENDED, IMPORTS, type ImportControl, TAKEN_BACK } from "../imports/control.ts";
import type { ImportNode } from "../imports/import-node.ts";
import { whatStays } from "../imports/what-stays.ts";
import { controlTransfer } from "../transfers/control.ts";

/** Stops an import for good. A worker takes back what STRICT has stored, and ends it. */
export function cancelImport(ctx: DataContext, input: { id: string }): Promise<ImportNode> {
  const tenantId = authorize(ctx, "import:cancel");
  return controlTransfer(ctx, tenantId, input, IMPORTS, CANCEL);
}

const CANCEL: ImportControl = {
  action: "import.cancel",
  event: "import.cancelled",
  isSo: ({ status, undo_status }) => status === "CANCELLED" || (status === "RUNNING" && undo_status === "CANCELLED"),
  refusal({ finished_at, phase }) {
    if (finished_at !== null) return HAS_ENDED;
    return phase === "UNDO" ? TAKEN_BACK : undefined;
  },
  change: (row) => ({
    name: "cancel_import",
    text: `update data.import set status = 'RUNNING', phase = 'UNDO', undo_status = 'CANCELLED', run = run + 1, step = step + 1,
             failure_code = 'IMPORT_CANCELLED', failure_line = null, failure_message = $4,
             rows_stored = case when $5 then rows_stored - records_unchanged else rows_stored end,
             records_unchanged = case when $5 then 0 else records_unchanged end
           where tenant_id = $1 and id = $2 and run = $3 and status in ('QUEUED', 'RUNNING', 'PAUSED') and phase <> 'UNDO'
           returning 1`,
    values: [`Somebody cancelled the import. ${whatStays(row)}`, row.mode === "STRICT" && !row.dry_run],
  }),
  goesOn: true,
};
