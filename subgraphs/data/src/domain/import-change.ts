import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import type { ImportNode } from "../imports/import-node.ts";
import { importById } from "./import.ts";

/** What an import is by now; the cursor says of which news it is the answer. */
export async function importChange(ctx: DataContext, args: { id: string; cursor: string }): Promise<ImportNode> {
  const tenantId = authorize(ctx, "import:read");
  const found = await importById(ctx, args.id);
  ctx.feed.open(tenantId, args.cursor);
  return found;
}
