import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ExportNode, toExport } from "../exports/export-node.ts";
import { readExport } from "../exports/read-export.ts";

/** One export by its public id. */
export async function findExport(ctx: DataContext, args: { id: string }): Promise<ExportNode> {
  const tenantId = authorize(ctx, "export:read");
  return toExport(await readExport(ctx, tenantId, decodeId("export", args.id, "id")));
}
