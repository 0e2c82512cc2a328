import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { defineJob, type JobContext, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { orFail } from "@bulkhead/kernel/transact.ts";
import { RETENTION_JOB, retentionInstead, retentionTomorrow } from "../retention/ask-retention.ts";
import { moveRetention, type RetentionState, readRetentions } from "../retention/retention-state.ts";
import { type RetentionDeps, runRetention } from "../retention/run-retention.ts";

/** Removes what schemas of a tenant say is kept no longer, once a day for as long as there is such a schema. */
export function createRetentionJob(deps: RetentionDeps): JobKind {
  return defineJob({
    name: RETENTION_JOB,
    permissions: ["records:update", "records:delete"],
    async run(ctx) {
      authorize(ctx, "records:update");
      authorize(ctx, "records:delete");
      const { tenantId } = ctx;
      const states = await readRetentions(deps.db, tenantId);
      // First: whatever becomes of this run, there is another one.
      if (states.length > 0) await flushAsTenant(deps.db, tenantId, [retentionTomorrow(ctx, tenantId)]);
      const by = { tenantId, createdBy: ctx.principal.id };
      for (const state of states) if (!(await runRetention(deps, by, state, () => ctx.isOver()))) return "again";
      for (const id of new Set(states.map(({ collection_id }) => collection_id))) await tell(deps, ctx, id);
      return "done";
    },
    /** What the law asks for goes on, whoever cancels a run. */
    async onGivenUp(ctx) {
      await flushAsTenant(deps.db, ctx.tenantId, [retentionInstead(ctx, ctx.tenantId)]);
    },
  });
}

/** What a run has removed from a collection, once. */
async function tell({ db, collections }: RetentionDeps, ctx: JobContext, collectionId: string): Promise<void> {
  const { tenantId } = ctx;
  const untold = (await readRetentions(db, tenantId, collectionId)).filter((one) => one.removed + one.versions > 0);
  if (untold.length === 0) return;
  const { name } = await collections.byId(tenantId, collectionId);
  const sum = (count: (state: RetentionState) => number) => untold.reduce((total, state) => total + count(state), 0);
  await flushAsTenant(db, tenantId, [
    // Of two runners one tells.
    ...untold.map((one) => orFail(moveRetention(tenantId, one, { after_id: one.after_id, removed: 0, told: true }), 1)),
    appendAudit(ctx, tenantId, {
      action: "records.expire",
      target: encodeId("collection", collectionId),
      detail: {
        collection: name,
        records: sum(({ path, removed }) => (path === "" ? removed : 0)),
        values: sum(({ path, removed }) => (path === "" ? 0 : removed)),
        versions: sum(({ versions }) => versions),
      },
    }),
  ]);
}
