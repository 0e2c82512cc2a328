import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { query, toStatement } from "@bulkhead/kernel/query.ts";
import { asc, eq } from "drizzle-orm";
import { type CollectionNode, type CollectionRow, toCollection } from "../collections/collection-node.ts";
import type { DataContext } from "../context.ts";
import { collectionTable } from "../tables.ts";

/** All collections of the tenant by name; `defineCollection` bounds how many there are. */
export async function collections(ctx: DataContext): Promise<CollectionNode[]> {
  const tenantId = authorize(ctx, "collection:read");
  const { id, name, schema, fields, createdAt } = collectionTable;
  const all = query
    .select({ id, name, schema, fields, createdAt })
    .from(collectionTable)
    .where(eq(collectionTable.tenantId, tenantId))
    .orderBy(asc(name));
  return (await readAsTenant<CollectionRow>(ctx.db, tenantId, toStatement(all))).map(toCollection);
}
