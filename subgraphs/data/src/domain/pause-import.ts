import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { HAS_ENDED, IMPORTS, type ImportControl, TAKEN_BACK } from "../imports/control.ts";
import type { ImportNode } from "../imports/import-node.ts";
import { controlTransfer } from "../transfers/control.ts";

/** Stops an import between two batches; it keeps its file and its place until it is resumed or cancelled. */
export function pauseImport(ctx: DataContext, input: { id: string }): Promise<ImportNode> {
  const tenantId = authorize(ctx, "import:pause");
  return controlTransfer(ctx, tenantId, input, IMPORTS, PAUSE);
}

const PAUSE: ImportControl = {
  action: "import.pause",
  event: "import.paused",
  isSo: ({ status }) => status === "PAUSED",
  refusal({ finished_at, phase }) {
    if (finished_at !== null) return HAS_ENDED;
    return phase === "UNDO" ? TAKEN_BACK : undefined;
  },
  change: () => ({
    name: "pause_import",
    text: `update data.import set status = 'PAUSED', step = step + 1
           where tenant_id = $1 and id = $2 and run = $3 and status in ('QUEUED', 'RUNNING') and phase <> 'UNDO' returning 1`,
    values: [],
  }),
  goesOn: false,
};
