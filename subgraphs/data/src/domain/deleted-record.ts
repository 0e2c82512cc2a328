import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { DELETED_COLUMNS, type DeletedNode, type DeletedRow, toDeleted } from "../history/deleted-node.ts";

/** One deleted record by the id that it had. */
export async function deletedRecord(ctx: DataContext, args: { id: string }): Promise<DeletedNode> {
  const tenantId = authorize(ctx, "record:read");
  const id = decodeId("record", args.id, "id");
  const [row] = await readAsTenant<DeletedRow>(ctx.db, tenantId, {
    name: "deleted_record",
    text: `select ${DELETED_COLUMNS} from data.deleted_record where tenant_id = $1 and id = $2`,
    values: [tenantId, id],
  });
  if (!row) throw notFound();
  const { name } = await ctx.collections.byId(tenantId, row.collection_id);
  requireCollection(ctx, name);
  return toDeleted(row, name);
}
