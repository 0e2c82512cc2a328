import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import { type CollectionNode, toCollection } from "../collections/collection-node.ts";
import type { DataContext } from "../context.ts";

/** One collection, by its name or by its public id. */
export async function collection(ctx: DataContext, by: { name: string } | { id: string }): Promise<CollectionNode> {
  const tenantId = authorize(ctx, "collection:read");
  const id = "id" in by ? decodeId("collection", by.id, "id") : (await ctx.collections.byName(tenantId, by.name)).id;
  const row = await ctx.loaders.collection.load(id);
  if (!row) throw notFound();
  requireCollection(ctx, row.name);
  return toCollection(row);
}
