import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { readJob, selectJob, wrongState } from "../change-job.ts";
import type { AuditContext } from "../context.ts";
import { type JobNode, type JobRow, toJob } from "../job-row.ts";

/** Puts a dead letter back into its tenant's line, with all its attempts before it. */
export async function retryJob(ctx: AuditContext, input: { id: string }): Promise<JobNode> {
  const tenantId = authorize(ctx, "job:retry");
  const id = decodeId("job", input.id, "input.id");
  return withTenant(ctx.db, tenantId, async (tx) => {
    const { kind, state, attempts } = await readJob(tx, id);
    if (state !== "FAILED") throw wrongState("Only a job that was given up can be tried again; this one was not.");
    const target = encodeId("job", id);
    tx.surelyAtEnd({
      name: "retry_job",
      text: `update platform.job set state = 'QUEUED', attempts = 0, run_after = now(), cancel_requested_at = null,
               error_code = null, error_message = null, finished_at = null
             where tenant_id = $1 and id = $2 and state = 'FAILED' returning 1`,
      values: [tenantId, id],
    });
    const [[retried]] = await tx.commit<[JobRow]>([
      selectJob(tenantId, id),
      appendOutbox(tenantId, [{ type: "job.retried", subject: id, payload: { kind } }]),
      appendAudit(ctx, tenantId, { action: "job.retry", target, detail: { kind, attempts } }),
    ]);
    return toJob(retried as JobRow);
  });
}
