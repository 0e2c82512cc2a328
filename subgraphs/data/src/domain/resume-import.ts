import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { HAS_ENDED, IMPORTS, type ImportControl } from "../imports/control.ts";
import type { ImportNode } from "../imports/import-node.ts";
import { controlTransfer } from "../transfers/control.ts";

/** Lets a paused import go on where it stopped. */
export function resumeImport(ctx: DataContext, input: { id: string }): Promise<ImportNode> {
  const tenantId = authorize(ctx, "import:resume");
  return controlTransfer(ctx, tenantId, input, IMPORTS, RESUME);
}

const RESUME: ImportControl = {
  action: "import.resume",
  event: "import.resumed",
  isSo: ({ status }) => status === "QUEUED" || status === "RUNNING",
  refusal: ({ finished_at }) => (finished_at === null ? undefined : HAS_ENDED),
  change: () => ({
    name: "resume_import",
    text: `update data.import set status = 'QUEUED', pace_from = null, run = run + 1, step = step + 1
           where tenant_id = $1 and id = $2 and run = $3 and status = 'PAUSED' returning 1`,
    values: [],
  }),
  goesOn: true,
};
