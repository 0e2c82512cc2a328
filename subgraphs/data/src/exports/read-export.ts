import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ExportRow, SELECT_EXPORT } from "./export-node.ts";

/** An export by its uuid, if the caller's role reaches its collection. Errors: NOT_FOUND. */
export async function readExport(ctx: DataContext, tenantId: string, id: string): Promise<ExportRow> {
  const [row] = await readAsTenant<ExportRow>(ctx.db, tenantId, {
    name: "export",
    text: `${SELECT_EXPORT} where e.tenant_id = $1 and e.id = $2`,
    values: [tenantId, id],
  });
  if (!row) throw notFound();
  requireCollection(ctx, row.collection);
  return row;
}
