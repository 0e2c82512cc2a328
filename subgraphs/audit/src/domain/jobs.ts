import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import type { JobState } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { AuditContext } from "../context.ts";
import { JOB_COLUMNS, type JobNode, type JobRow, toJob } from "../job-row.ts";

const SCOPE = "jobs";

export interface JobsArgs extends ConnectionArgs {
  filter?: { state?: JobState | null; kind?: string | null } | null;
}

/** The tenant's background jobs, newest first. */
export async function jobs(ctx: AuditContext, args: JobsArgs): Promise<Connection<JobNode>> {
  const tenantId = authorize(ctx, "job:read");
  const page = readPage(args);
  const position = page.cursor === null ? undefined : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const values: unknown[] = [tenantId, page.limit + 1];
  const conditions = ["tenant_id = $1"];
  const compare = (column: string, operator: string, value: unknown) => {
    if (value != null) conditions.push(`${column} ${operator} $${values.push(value)}`);
  };
  compare("id", page.backward ? ">" : "<", position);
  compare("state", "=", args.filter?.state);
  compare("kind", "=", args.filter?.kind);
  const order = `order by id ${page.backward ? "asc" : "desc"} limit $2`;
  const text = `select ${JOB_COLUMNS} from platform.job where ${conditions.join(" and ")} ${order}`;
  const rows = await readAsTenant<JobRow>(ctx.db, tenantId, { text, values });
  return toConnection(rows, page, ({ id }) => ctx.cursors.seal(tenantId, SCOPE, [id]), toJob);
}
