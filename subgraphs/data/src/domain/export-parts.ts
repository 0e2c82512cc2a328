import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import type { ExportNode } from "../exports/export-node.ts";

export interface ExportPart {
  blob: string;
  bytes: number;
  sha256: string;
}

/** The blobs of an export's file, for whoever may read the records that are in it; none unless it can be fetched. */
export async function exportParts(ctx: DataContext, of: ExportNode): Promise<ExportPart[]> {
  const tenantId = authorizeIn(ctx, "record:read", of.collection);
  if (of.status !== "SUCCEEDED") return [];
  const rows = await readAsTenant<{ blob_id: string; bytes: string; sha256: string }>(ctx.db, tenantId, {
    name: "export_parts",
    text: "select blob_id, bytes, sha256 from data.export_part where tenant_id = $1 and export_id = $2 order by seq",
    values: [tenantId, decodeId("export", of.id, "id")],
  });
  return rows.map(({ blob_id, bytes, sha256 }) => ({ blob: encodeId("blob", blob_id), bytes: Number(bytes), sha256 }));
}
