import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import { NotWritten } from "@bulkhead/kernel/write-again.ts";
import type { DataContext } from "../context.ts";
import type { MigrationNode } from "../evolution/migration-node.ts";
import { type Migration, selectMigration } from "../evolution/migration-state.ts";
import {
  dropPending,
  FIRST_ID,
  fenced,
  lockCollection,
  MigrationTaken,
  moveMigration,
} from "../evolution/statements.ts";
import { collectionMigration } from "./collection-migration.ts";

/** Ends a migration whose schema is not in force yet; nothing has changed then. Its job tidies up. */
export async function cancelCollectionMigration(ctx: DataContext, input: { id: string }): Promise<MigrationNode> {
  const tenantId = authorize(ctx, "collection-migration:cancel");
  const id = decodeId("collectionMigration", input.id, "input.id");
  await withTenant(ctx.db, tenantId, async (tx) => {
    const [migration] = await tx.query<Migration>(selectMigration(tenantId, id));
    if (!migration) throw notFound();
    requireCollection(ctx, migration.collection);
    if (migration.phase !== "CHECK") throw hasEnded(migration.state);
    const { collection_id, collection, dry_run } = migration;
    if (!dry_run) {
      tx.atEnd(lockCollection(tenantId, collection_id));
      tx.atEnd(dropPending(migration));
    }
    const payload = { name: collection, migrationId: input.id };
    tx.atEnd(moveMigration(migration, { state: "CANCELLED", phase: "CLEAN", at_id: FIRST_ID, until_id: null }));
    tx.atEnd(appendOutbox(tenantId, [{ type: "collection.migration-cancelled", subject: collection_id, payload }]));
    const detail = { collection };
    tx.atEnd(appendAudit(ctx, tenantId, { action: "collection-migration.cancel", target: input.id, detail }));
    // Its worker has stored another lot meanwhile.
    await fenced(() => tx.commit([])).catch((error: unknown) => {
      throw error instanceof MigrationTaken ? new NotWritten("overtaken", { cause: error }) : error;
    });
  });
  return collectionMigration(ctx, input.id);
}

function hasEnded(state: string): AppError {
  const message =
    state === "BACKFILLING"
      ? "The new schema is in force already. Change it again instead."
      : "The migration has ended. There is nothing to cancel.";
  return new AppError("CONFLICT", message, { fields: [{ path: "input.id", code: "NOT_CANCELLABLE", message }] });
}
