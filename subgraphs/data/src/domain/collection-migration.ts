import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type MigrationNode, type MigrationRow, SELECT_MIGRATION, toMigration } from "../evolution/migration-node.ts";

/** One migration by its public id. */
export async function collectionMigration(ctx: DataContext, publicId: string, path = "id"): Promise<MigrationNode> {
  const tenantId = authorize(ctx, "collection:read");
  const id = decodeId("collectionMigration", publicId, path);
  const [row] = await readAsTenant<MigrationRow>(ctx.db, tenantId, {
    name: "collection_migration",
    text: `${SELECT_MIGRATION} where m.tenant_id = $1 and m.id = $2`,
    values: [tenantId, id],
  });
  if (!row) throw notFound();
  requireCollection(ctx, row.collection);
  return toMigration(row);
}
