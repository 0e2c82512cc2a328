import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { DAY_MS } from "./over.ts";

export const RETENTION_JOB = "data.retention";

/** Asks for the run of the next day: one of a tenant, whoever asks. */
export function retentionTomorrow(ctx: RequestContext, tenantId: string): Statement {
  const day = tomorrow();
  return enqueueJob(ctx, tenantId, { kind: RETENTION_JOB, key: day, runAfter: `${day}T00:00:00Z`, payload: {} });
}

/** The same in place of a run that was given up or cancelled, which has the key of its day. */
export function retentionInstead(ctx: RequestContext, tenantId: string): Statement {
  return enqueueJob(ctx, tenantId, { kind: RETENTION_JOB, runAfter: `${tomorrow()}T00:00:00Z`, payload: {} });
}

function tomorrow(): string {
  return new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
}

/** Asks for a run because of a version of a collection's schema, once. */
export function retentionOfVersion(ctx: RequestContext, tenantId: string, id: string, version: number): Statement {
  return enqueueJob(ctx, tenantId, { kind: RETENTION_JOB, key: `${id} ${version}`, payload: {} });
}
