import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { readJob, selectJob, wrongState } from "../change-job.ts";
import type { AuditContext } from "../context.ts";
import { type JobNode, type JobRow, toJob } from "../job-row.ts";

/**
 * Ends a job. One that has not begun ends here; the worker of a running one sees the request when it extends its lease,
 * and tells the job to stop.
 */
export async function cancelJob(ctx: AuditContext, input: { id: string }): Promise<JobNode> {
  const tenantId = authorize(ctx, "job:cancel");
  const id = decodeId("job", input.id, "input.id");
  return withTenant(ctx.db, tenantId, async (tx) => {
    const before = await readJob(tx, id);
    if (before.state === "CANCELLED" || before.cancel_requested_at !== null) return toJob(before);
    if (before.state !== "QUEUED" && before.state !== "RUNNING")
      throw wrongState("This job has ended; there is nothing to cancel.");
    const { kind, state } = before;
    const now = state === "QUEUED" ? "CANCELLED" : "RUNNING";
    const target = encodeId("job", id);
    // Its worker may have moved it on meanwhile; then all of this is done again.
    tx.surelyAtEnd({
      name: `cancel_job_${now.toLowerCase()}`,
      text: `update platform.job set cancel_requested_at = now() ${now === "CANCELLED" ? ENDED : ""}
             where tenant_id = $1 and id = $2 and state = $3 and cancel_requested_at is null returning 1`,
      values: [tenantId, id, state],
    });
    const [[cancelled]] = await tx.commit<[JobRow]>([
      selectJob(tenantId, id),
      appendOutbox(tenantId, [{ type: "job.cancelled", subject: id, payload: { kind, state: now } }]),
      appendAudit(ctx, tenantId, { action: "job.cancel", target, detail: { kind, state } }),
    ]);
    return toJob(cancelled as JobRow);
  });
}

const ENDED = ", state = 'CANCELLED', finished_at = now(), dispatched_at = null";
