import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ExportNode, type ExportRow, SELECT_EXPORT, toExport } from "../exports/export-node.ts";

/** One export by its public id. */
export async function findExport(ctx: DataContext, args: { id: string }): Promise<ExportNode> {
  const tenantId = authorize(ctx, "export:read");
  const id = decodeId("export", args.id, "id");
  const [row] = await readAsTenant<ExportRow>(ctx.db, tenantId, {
    name: "export",
    text: `${SELECT_EXPORT} where e.tenant_id = $1 and e.id = $2`,
    values: [tenantId, id],
  });
  if (!row) throw notFound();
  requireCollection(ctx, row.collection);
  return toExport(row);
}
