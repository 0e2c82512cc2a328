import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import { type BulkNode, type BulkRow, SELECT_BULK, toBulk } from "../bulk/bulk-node.ts";
import type { DataContext } from "../context.ts";

/** One bulk change by its public id. */
export async function bulkChange(ctx: DataContext, args: { id: string }): Promise<BulkNode> {
  const tenantId = authorize(ctx, "bulk-change:read");
  const id = decodeId("bulkChange", args.id, "id");
  const [row] = await readAsTenant<BulkRow>(ctx.db, tenantId, {
    name: "bulk_change",
    text: `${SELECT_BULK} where b.tenant_id = $1 and b.id = $2`,
    values: [tenantId, id],
  });
  if (!row) throw notFound();
  requireCollection(ctx, row.collection);
  return toBulk(row);
}
