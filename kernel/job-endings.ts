import { type Database, flushAsTenant, readAsTenant } from "./database.ts";
import type { JobKind, JobState } from "./job-kind.ts";
import { deletePayload, jobPrincipal } from "./job-ledger.ts";

/** An outbox event as far as jobs read it. */
export interface JobEvent {
  tenantId: string;
  type: string;
  /** The job's uuid. */
  subject: string;
  payload: Record<string, unknown>;
}

/** Lets the job's kind tidy up after a job that was cancelled or given up. Called at least once for each. */
export async function tidyUp(db: Database, kinds: ReadonlyMap<string, JobKind>, event: JobEvent): Promise<void> {
  const { tenantId, subject: jobId } = event;
  const { kind: name, state } = event.payload as { kind: string; state: JobState };
  if (state !== "CANCELLED" && state !== "FAILED") return;
  const [row] = await readAsTenant<{ state: JobState; request_id: string; payload: object }>(db, tenantId, {
    name: "job_given_up",
    text: `select state, request_id, payload from platform.job j
           join platform.job_payload p on p.tenant_id = j.tenant_id and p.job_id = j.id
           where j.tenant_id = $1 and j.id = $2`,
    values: [tenantId, jobId],
  });
  // Tidied up already, or retried meanwhile.
  if (row?.state !== state) return;
  const kind = kinds.get(name);
  const principal = jobPrincipal(tenantId, kind?.permissions ?? []);
  const ctx = { principal, requestId: row.request_id, clientAddress: null, tenantId };
  await kind?.onGivenUp?.(ctx, row.payload, state);
  // A dead letter keeps its payload, since it may be retried.
  if (state === "CANCELLED") await flushAsTenant(db, tenantId, [deletePayload(tenantId, jobId)]);
}
