import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize, reachesCollection } from "@bulkhead/kernel/principal.ts";
import { query, toStatement } from "@bulkhead/kernel/query.ts";
import { asc, eq } from "drizzle-orm";
import { type CollectionNode, type CollectionRow, toCollection } from "../collections/collection-node.ts";
import type { DataContext } from "../context.ts";
import { collectionTable } from "../tables.ts";

/** All collections by name that the caller's role reaches; `defineCollection` bounds how many there are. */
export async function collections(ctx: DataContext): Promise<CollectionNode[]> {
  const tenantId = authorize(ctx, "collection:read");
  const { id, name, version, schema, fields, createdAt } = collectionTable;
  const all = query
    .select({ id, name, version, schema, fields, createdAt })
    .from(collectionTable)
    .where(eq(collectionTable.tenantId, tenantId))
    .orderBy(asc(name));
  const rows = await readAsTenant<CollectionRow>(ctx.db, tenantId, toStatement(all));
  return rows.filter((row) => reachesCollection(ctx.principal, row.name)).map(toCollection);
}
