import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { DELETED_COLUMNS, type DeletedNode, type DeletedRow, toDeleted } from "../history/deleted-node.ts";

export interface DeletedRecordsArgs extends ConnectionArgs {
  collection: string;
}

/** Deleted records of a collection that can still be restored, the last deleted one first. */
export async function deletedRecords(ctx: DataContext, args: DeletedRecordsArgs): Promise<Connection<DeletedNode>> {
  const tenantId = authorizeIn(ctx, "record:read", args.collection);
  const page = readPage(args);
  const { id: collectionId, name } = await ctx.collections.byName(tenantId, args.collection);
  const scope = `deleted ${collectionId}`;
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, scope, page.cursor);
  const direction = page.backward ? "asc" : "desc";
  const beyond = position.length > 0 ? `and (deleted_at, id) ${page.backward ? ">" : "<"} ($4, $5)` : "";
  const rows = await readAsTenant<DeletedRow>(ctx.db, tenantId, {
    name: `deleted_records_${direction}${beyond && "_after"}`,
    text: `select ${DELETED_COLUMNS} from data.deleted_record where tenant_id = $1 and collection_id = $2 ${beyond}
           order by deleted_at ${direction}, id ${direction} limit $3`,
    values: [tenantId, collectionId, page.limit + 1, ...position],
  });
  const cursorOf = (row: DeletedRow) => ctx.cursors.seal(tenantId, scope, [row.deleted_at, row.id]);
  return toConnection(rows, page, cursorOf, (row) => toDeleted(row, name));
}
