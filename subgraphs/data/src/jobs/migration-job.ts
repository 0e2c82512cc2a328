import { type Database, flushAsTenant } from "@bulkhead/kernel/database.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { defineJob, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { loadMigration, type Migration } from "../evolution/migration-state.ts";
import { abandon, runMigration } from "../evolution/run-migration.ts";
import { MigrationTaken } from "../evolution/statements.ts";

export const MIGRATION_JOB = "data.migration";

export interface MigrationPayload {
  /** uuid */
  migrationId: string;
}

export interface MigrationJobOptions {
  db: Database;
  sliceMs?: number;
  /** How long after a change old slots are kept for those who have not heard of it. */
  settleMs?: number;
}

/** Works off migrations of collections, lot by lot, each fenced by its step: a second worker of the same one does no harm. */
export function createMigrationJob({ db, sliceMs = 5_000, settleMs = 5_000 }: MigrationJobOptions): JobKind {
  return defineJob<MigrationPayload>({
    name: MIGRATION_JOB,
    permissions: ["collection:update"],
    sliceMs,
    async run(ctx, { migrationId }) {
      authorize(ctx, "collection:update");
      const migration = await loadMigration(db, ctx.tenantId, migrationId);
      if (!migration || migration.finished_at !== null) return "done";
      const isOver = () => {
        ctx.progress(shareOf(migration));
        return ctx.isOver();
      };
      try {
        return (await runMigration(db, migration, { isOver, settleMs })) ? "done" : "again";
      } catch (error) {
        if (error instanceof MigrationTaken) return "again";
        throw error;
      }
    },
    /** The job is no more; what it has begun must be brought to an end all the same, by another one. */
    async onGivenUp(ctx, { migrationId }, state) {
      const migration = await loadMigration(db, ctx.tenantId, migrationId);
      if (!migration || migration.finished_at !== null) return;
      const isEnding = migration.phase === "CHECK";
      if (isEnding) await abandon(db, migration, state === "CANCELLED" ? "CANCELLED" : "FAILED");
      // What has failed so often waits for an Admin; records are mapped when they are read for so long.
      else if (state !== "CANCELLED") return;
      const key = `${migrationId} ${migration.step}`;
      await flushAsTenant(db, ctx.tenantId, [
        enqueueJob(ctx, ctx.tenantId, { kind: MIGRATION_JOB, key, payload: { migrationId } }),
      ]);
    },
  });
}

/** Records are gone through twice: once to check them, once to rewrite them. */
function shareOf({ phase, records_total, records_checked, records_moved }: Migration): number {
  const total = Math.max(1, records_total ?? 0);
  const share = (count: number) => Math.min(1, count / total);
  return phase === "CHECK" ? share(records_checked) / 2 : (1 + share(records_moved)) / 2;
}
