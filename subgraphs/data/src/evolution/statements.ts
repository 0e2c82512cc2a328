import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Database, flushAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import pg from "pg";
import type { Migration } from "./migration-state.ts";

/** Another worker has moved the migration on, or an Admin has ended it: what this one wanted to commit was rolled back. */
export class MigrationTaken extends Error {}

export type Move = Partial<
  Pick<
    Migration,
    "phase" | "state" | "at_id" | "until_id" | "records_total" | "records_checked" | "records_failed" | "records_moved"
  >
> & { applied?: boolean; finished?: boolean };

export const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** Moves the migration from the step at hand to the next; whoever else comes from the same step fails. */
export function moveMigration(migration: Migration, move: Move): Statement {
  const to = { ...migration, ...move };
  return {
    name: "migration_move",
    text: `update data.collection_migration set phase = $4, state = $5, at_id = $6, records_total = $7, records_checked = $8,
             records_failed = $9, records_moved = $10, applied_at = case when $11 then now() else applied_at end,
             finished_at = case when $12 then now() else finished_at end, until_id = $13,
             step = case when step = $3 and finished_at is null then $3 + 1 else -1 end
           where tenant_id = $1 and id = $2`,
    values: [
      migration.tenantId,
      migration.id,
      migration.step,
      to.phase,
      to.state,
      to.at_id,
      to.records_total,
      to.records_checked,
      to.records_failed,
      to.records_moved,
      move.applied === true,
      move.finished === true,
      to.until_id,
    ],
  };
}

/** Commits a lot together with the step behind it. */
export async function commitLot(
  db: Database,
  migration: Migration,
  move: Move,
  statements: readonly Statement[] = [],
): Promise<void> {
  const { applied: _, finished: __, ...changed } = move;
  await fenced(() => flushAsTenant(db, migration.tenantId, [moveMigration(migration, move), ...statements]));
  Object.assign(migration, changed, { step: migration.step + 1 });
}

/** Tells who has the migration, if it is not this one. */
export async function fenced<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint === "migration_fence")
      throw new MigrationTaken("the migration is in other hands", { cause: error });
    throw error;
  }
}

/** What is told when it is known how a migration ends. */
export function ended(migration: Migration, state: "CHECKED" | "SUCCEEDED" | "FAILED" | "CANCELLED"): Statement[] {
  const { tenantId, id, collection, collection_id, dry_run, records_checked, records_failed, records_moved } =
    migration;
  const ctx = { principal: platformPrincipal(tenantId), requestId: migration.request_id, clientAddress: null };
  const migrationId = encodeId("collectionMigration", id);
  return [
    appendOutbox(tenantId, [
      {
        type: "collection.migration-ended",
        subject: collection_id,
        payload: { name: collection, migrationId, state, recordsFailed: records_failed },
      },
    ]),
    appendAudit(ctx, tenantId, {
      action: "collection-migration.finish",
      target: migrationId,
      detail: {
        collection,
        state,
        dryRun: dry_run,
        recordsChecked: records_checked,
        recordsFailed: records_failed,
        recordsMoved: records_moved,
      },
    }),
  ];
}

/**
 * Changes the collection so that writers look at it again, once those that are under way have ended. Each statement of a
 * transaction sees what was committed before it, so the lock comes first.
 */
export function lockCollection(tenantId: string, collectionId: string): Statement {
  return {
    name: "collection_lock",
    text: "select revision, version from data.collection where tenant_id = $1 and id = $2 for update",
    values: [tenantId, collectionId],
  };
}

/** The check is over: writers need not think of the new schema any more. */
export function dropPending({ tenantId, collection_id }: Migration): Statement {
  return {
    name: "collection_drop_pending",
    text: "update data.collection set pending = null, revision = revision + 1 where tenant_id = $1 and id = $2",
    values: [tenantId, collection_id],
  };
}
