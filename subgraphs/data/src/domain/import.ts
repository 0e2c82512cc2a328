import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ImportNode, toImport } from "../imports/import-node.ts";

/** One import by its public id. */
export async function importById(ctx: DataContext, id: string): Promise<ImportNode> {
  authorize(ctx, "import:read");
  const row = await ctx.loaders.import.load(decodeId("import", id, "id"));
  if (!row) throw notFound();
  requireCollection(ctx, row.collection);
  return toImport(row);
}
