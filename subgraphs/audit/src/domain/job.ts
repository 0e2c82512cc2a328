import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { AuditContext } from "../context.ts";
import { JOB_COLUMNS, type JobNode, type JobRow, toJob } from "../job-row.ts";

/** One background job. */
export async function job(ctx: AuditContext, args: { id: string }): Promise<JobNode> {
  const tenantId = authorize(ctx, "job:read");
  const [row] = await readAsTenant<JobRow>(ctx.db, tenantId, {
    name: "job",
    text: `select ${JOB_COLUMNS} from platform.job where tenant_id = $1 and id = $2`,
    values: [tenantId, decodeId("job", args.id, "id")],
  });
  if (!row) throw notFound();
  return toJob(row);
}
