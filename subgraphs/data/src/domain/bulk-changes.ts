import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { type BulkNode, type BulkRow, SELECT_BULK, toBulk } from "../bulk/bulk-node.ts";
import type { DataContext } from "../context.ts";

const SCOPE = "bulk changes";

/** The tenant's bulk changes, in collections that the caller's role reaches, newest first. */
export async function bulkChanges(ctx: DataContext, args: ConnectionArgs): Promise<Connection<BulkNode>> {
  const tenantId = authorize(ctx, "bulk-change:read");
  const page = readPage(args);
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, SCOPE, page.cursor);
  const direction = page.backward ? "asc" : "desc";
  const after = position.length > 0 ? `and b.id ${page.backward ? ">" : "<"} $3` : "";
  const { collections } = ctx.principal;
  const within = collections ? `and c.name = any($${position.length + 3})` : "";
  const rows = await readAsTenant<BulkRow>(ctx.db, tenantId, {
    name: `bulk_changes_${direction}${after && "_after"}${within && "_within"}`,
    text: `${SELECT_BULK} where b.tenant_id = $1 ${after} ${within} order by b.id ${direction} limit $2`,
    values: [tenantId, page.limit + 1, ...position, ...(collections ? [[...collections]] : [])],
  });
  return toConnection(rows, page, ({ id }) => ctx.cursors.seal(tenantId, SCOPE, [id]), toBulk);
}
