import { describeFault } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { defineJob, type JobContext, type JobKind, type JobOutcome, type JobState } from "@bulkhead/kernel/job-kind.ts";
import type { Permission } from "@bulkhead/kernel/permission.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { BULK_JOB, type BulkChange, type BulkPayload, loadBulk } from "../bulk/bulk-state.ts";
import { interrupted } from "../bulk/codes.ts";
import { BulkTaken, commitBulkEnd } from "../bulk/commit-bulk.ts";
import { type BulkDeps, runBulk } from "../bulk/run-bulk.ts";
import { askedNowAndThen, type GrantOfPrincipal } from "./still-may.ts";

export interface BulkJobOptions extends Omit<BulkDeps, "mayStill"> {
  grantOf: GrantOfPrincipal;
  /** After this long in ms a bulk change makes room for other jobs; it goes on where it stopped. */
  sliceMs?: number;
}

const TIMEOUT_MS = 60_000;

/** Runs bulk changes. What one has done is fenced by its checkpoint, so that a second worker of the same one does no harm. */
export function createBulkChangeJob({ grantOf, sliceMs = 5_000, ...deps }: BulkJobOptions): JobKind {
  return defineJob<BulkPayload>({
    name: BULK_JOB,
    permissions: ["records:update", "records:delete"],
    maxAttempts: 3,
    backoffMs: 500,
    timeoutMs: TIMEOUT_MS + sliceMs,
    sliceMs,
    async run(ctx, { bulkId }) {
      authorize(ctx, "records:update");
      authorize(ctx, "records:delete");
      const bulk = await loadBulk(deps.db, ctx.tenantId, bulkId);
      if (!bulk || bulk.isFinished) return "done";
      const stillMay = askedNowAndThen(grantOf);
      const mayStill: BulkDeps["mayStill"] = (of, collection) => stillMay(of, NEEDED[of.kind], collection);
      return advance({ ...deps, mayStill }, ctx, bulk);
    },
    onGivenUp: ({ tenantId }, { bulkId }, state) => endGivenUp(deps, tenantId, bulkId, state),
  });
}

const NEEDED: { readonly [K in BulkChange["kind"]]: Permission } = {
  UPDATE: "records:update",
  DELETE: "records:delete",
};

async function advance(deps: BulkDeps, ctx: JobContext, bulk: BulkChange): Promise<JobOutcome> {
  const isOver = () => {
    const { matched, total } = bulk.checkpoint;
    ctx.progress(total ? matched / total : 0);
    return ctx.isOver();
  };
  try {
    return (await runBulk(deps, bulk, isOver)) ? "done" : "again";
  } catch (error) {
    if (error instanceof BulkTaken) return "again";
    if (ctx.signal.aborted || appErrorOf(error)?.code === "UNAVAILABLE") throw error;
    const { requestId, tenantId, collectionId } = bulk;
    deps.log.error({ requestId, count: ctx.attempt, detail: describeFault(error) }, "a bulk change met a fault");
    if (!ctx.isLastAttempt) throw error;
    const { name } = await deps.collections.byId(tenantId, collectionId);
    await commitBulkEnd(deps.db, bulk, name, "FAILED", interrupted(requestId));
    return "done";
  }
}

/** A bulk change whose job is no more must not look as if it went on. */
async function endGivenUp(
  { db, collections }: Omit<BulkDeps, "mayStill">,
  tenantId: string,
  bulkId: string,
  state: JobState,
): Promise<void> {
  const bulk = await loadBulk(db, tenantId, bulkId);
  if (!bulk || bulk.isFinished) return;
  const { name } = await collections.byId(tenantId, bulk.collectionId);
  const failure = state === "CANCELLED" ? undefined : interrupted(bulk.requestId);
  try {
    await commitBulkEnd(db, bulk, name, failure ? "FAILED" : "CANCELLED", failure);
  } catch (error) {
    // Its worker has moved it on, one last time: the relay asks again.
    if (error instanceof BulkTaken) throw new Error(`bulk change ${bulkId} still moves`, { cause: error });
    throw error;
  }
}
