import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import type { ExportNode } from "../exports/export-node.ts";
import { findExport } from "./export.ts";

/** What an export is by now; the cursor says of which news it is the answer. */
export async function exportChange(ctx: DataContext, args: { id: string; cursor: string }): Promise<ExportNode> {
  const tenantId = authorize(ctx, "export:read");
  const found = await findExport(ctx, { id: args.id });
  ctx.feed.open(tenantId, args.cursor);
  return found;
}
