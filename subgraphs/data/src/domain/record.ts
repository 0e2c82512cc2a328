import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { dataOf } from "../evolution/upgrade-record.ts";
import { type RecordNode, toRecord } from "../records/record-node.ts";

/** One record by its public id. */
export async function record(ctx: DataContext, id: string): Promise<RecordNode> {
  const tenantId = authorize(ctx, "record:read");
  const row = await ctx.loaders.record.load(decodeId("record", id, "id"));
  if (!row) throw notFound();
  const collection = await ctx.collections.byId(tenantId, row.collection_id);
  requireCollection(ctx, collection.name);
  return toRecord({ ...row, data: dataOf(collection, row) }, collection.name);
}
