import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import type { ExportNode } from "../exports/export-node.ts";
import { type ExportPart, readParts } from "../exports/parts.ts";

/** The blobs of an export's file, for whoever may read the records that are in it; none unless it can be fetched. */
export async function exportParts(ctx: DataContext, of: ExportNode): Promise<ExportPart[]> {
  const tenantId = authorizeIn(ctx, "record:read", of.collection);
  return of.status === "SUCCEEDED" ? readParts(ctx.db, tenantId, decodeId("export", of.id, "id")) : [];
}
