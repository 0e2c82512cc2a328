import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import {
  COLLECTION_COLUMNS,
  type CollectionNode,
  type CollectionRow,
  toCollection,
} from "../collections/collection-node.ts";
import type { DataContext } from "../context.ts";

const SCOPE = "collections";

/** The collections that the caller's role reaches, by name; a page costs the same however many there are. */
export async function collections(ctx: DataContext, args: ConnectionArgs): Promise<Connection<CollectionNode>> {
  const tenantId = authorize(ctx, "collection:read");
  const page = readPage(args);
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, SCOPE, page.cursor);
  const direction = page.backward ? "desc" : "asc";
  const after = position.length > 0 ? `and name ${page.backward ? "<" : ">"} $3` : "";
  const { collections: reached } = ctx.principal;
  const within = reached ? `and name = any($${position.length + 3})` : "";
  const rows = await readAsTenant<CollectionRow>(ctx.db, tenantId, {
    name: `collections_${direction}${after && "_after"}${within && "_within"}`,
    text: `select ${COLLECTION_COLUMNS} from data.collection where tenant_id = $1 ${after} ${within}
           order by name ${direction} limit $2`,
    values: [tenantId, page.limit + 1, ...position, ...(reached ? [[...reached]] : [])],
  });
  return toConnection(rows, page, ({ name }) => ctx.cursors.seal(tenantId, SCOPE, [name]), toCollection);
}
