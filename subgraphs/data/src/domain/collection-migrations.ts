import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type MigrationNode, type MigrationRow, SELECT_MIGRATION, toMigration } from "../evolution/migration-node.ts";

/** The migrations of a collection, checks without change among them, in the order they were asked for. */
export async function collectionMigrations(
  ctx: DataContext,
  args: ConnectionArgs & { collection: string },
): Promise<Connection<MigrationNode>> {
  const tenantId = authorizeIn(ctx, "collection:read", args.collection);
  const { id } = await ctx.collections.byName(tenantId, args.collection);
  const page = readPage(args);
  const scope = `migrations ${id}`;
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, scope, page.cursor);
  const direction = page.backward ? "desc" : "asc";
  const after = position.length > 0 ? `and m.id ${page.backward ? "<" : ">"} $4` : "";
  const rows = await readAsTenant<MigrationRow>(ctx.db, tenantId, {
    name: `collection_migrations_${direction}${after && "_after"}`,
    text: `${SELECT_MIGRATION} where m.tenant_id = $1 and m.collection_id = $2 ${after} order by m.id ${direction} limit $3`,
    values: [tenantId, id, page.limit + 1, ...position],
  });
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, scope, [row.id]), toMigration);
}
