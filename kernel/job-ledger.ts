import { appendAudit } from "./audit.ts";
import { type Database, flushAsTenant, readAsTenant, type Statement } from "./database.ts";
import { encodeId } from "./id.ts";
import type { JobKind, JobState } from "./job-kind.ts";
import { appendOutbox } from "./outbox.ts";
import { type Principal, permissionsKeyOf } from "./principal.ts";

/** A job this process has claimed; `fence` is what it must show to write anything about it. */
export interface ClaimedJob {
  tenantId: string;
  jobId: string;
  kind: string;
  fence: number;
  attempts: number;
  maxAttempts: number;
  requestId: string;
  payload: object;
}

/** A job as the ledger knows it, without what is in it. */
export type JobReference = Pick<
  ClaimedJob,
  "tenantId" | "jobId" | "kind" | "fence" | "attempts" | "maxAttempts" | "requestId"
>;

interface ClaimRow {
  kind: string;
  fence: number;
  attempts: number;
  max_attempts: number;
  request_id: string;
  payload: object;
}

/** Takes a job of these kinds that was dispatched with this fence; undefined when it is not to be had any more. */
export async function claimJob(
  db: Database,
  { tenantId, jobId, fence }: { tenantId: string; jobId: string; fence: number },
  kinds: ReadonlyMap<string, JobKind>,
  leaseMs: number,
): Promise<ClaimedJob | undefined> {
  const bounds = Object.fromEntries([...kinds.values()].map((kind) => [kind.name, kind.maxAttempts]));
  const [[row]] = (await flushAsTenant(db, tenantId, [
    {
      name: "job_claim",
      text: `with claimed as (
               update platform.job set state = 'RUNNING', fence = fence + 1, attempts = attempts + 1,
                 max_attempts = ($4::jsonb ->> kind)::int, lease_until = now() + $5 * interval '1 ms',
                 started_at = coalesce(started_at, now())
               where tenant_id = $1 and id = $2 and fence = $3 and state = 'QUEUED' and dispatched_at is not null
                 and $4::jsonb ? kind
               returning tenant_id, id, kind, fence, attempts, max_attempts, request_id
             )
             select claimed.*, payload from claimed
             join platform.job_payload p on p.tenant_id = claimed.tenant_id and p.job_id = claimed.id`,
      values: [tenantId, jobId, fence, JSON.stringify(bounds), leaseMs],
    },
  ])) as [[ClaimRow | undefined]];
  if (!row) return undefined;
  const { kind, attempts, payload } = row;
  const bounded = { maxAttempts: row.max_attempts, requestId: row.request_id };
  return { tenantId, jobId, kind, fence: row.fence, attempts, payload, ...bounded };
}

/** Whether the tenant has such a job at all, and of which kind. */
export async function findJob(
  db: Database,
  tenantId: string,
  jobId: string,
): Promise<{ kind: string; fence: number; state: JobState } | undefined> {
  const [row] = await readAsTenant<{ kind: string; fence: number; state: JobState }>(db, tenantId, {
    name: "job_find",
    text: "select kind, fence, state from platform.job where tenant_id = $1 and id = $2",
    values: [tenantId, jobId],
  });
  return row;
}

/** Says that the worker lives. Answers whether the job was cancelled; undefined when it is in other hands. */
export async function extendLease(
  db: Database,
  { tenantId, jobId, fence }: JobReference,
  leaseMs: number,
  progress: number | undefined,
): Promise<{ cancelled: boolean } | undefined> {
  const [[row]] = (await flushAsTenant(db, tenantId, [
    {
      name: "job_extend",
      text: `update platform.job set lease_until = now() + $4 * interval '1 ms', progress = coalesce($5::real, progress)
             where tenant_id = $1 and id = $2 and fence = $3 and state = 'RUNNING'
             returning cancel_requested_at is not null as cancelled`,
      values: [tenantId, jobId, fence, leaseMs, progress ?? null],
    },
  ])) as [[{ cancelled: boolean } | undefined]];
  return row;
}

export interface JobFault {
  code: string;
  message: string;
}

export interface Release {
  /** Attempts that count from now on. */
  attempts: number;
  /** Not to be claimed again before. */
  delayMs: number;
  fault?: JobFault | undefined;
  progress?: number | undefined;
  /** Only if its worker has not been heard of in time. */
  ifExpired?: boolean;
}

/** Puts a job back in its tenant's line; false when it was cancelled meanwhile or is in other hands. */
export async function releaseJob(db: Database, job: JobReference, release: Release): Promise<boolean> {
  const { attempts, delayMs, fault, progress, ifExpired = false } = release;
  const [rows] = await flushAsTenant(db, job.tenantId, [
    {
      name: "job_release",
      text: `update platform.job set state = 'QUEUED', attempts = $4, run_after = now() + $5 * interval '1 ms',
               dispatched_at = null, lease_until = null, error_code = $6, error_message = $7,
               progress = coalesce($8::real, progress)
             where tenant_id = $1 and id = $2 and fence = $3 and state = 'RUNNING' and cancel_requested_at is null
               and (not $9::boolean or lease_until < now())
             returning id`,
      values: [
        ...[job.tenantId, job.jobId, job.fence, attempts, delayMs],
        ...[fault?.code ?? null, fault?.message ?? null, progress ?? null, ifExpired],
      ],
    },
  ]);
  return rows?.length === 1;
}

/**
 * Ends a job with its event and its audit event in one transaction. Fenced: a worker that lost the job fails with a
 * violation of the constraint job_fence, and nothing is written.
 */
export async function finishJob(
  db: Database,
  job: JobReference,
  state: "SUCCEEDED" | "FAILED" | "CANCELLED",
  options: { fault?: JobFault | undefined; ifExpired?: boolean } = {},
): Promise<void> {
  const { tenantId, jobId, kind, requestId, attempts } = job;
  const ctx = { principal: jobPrincipal(tenantId, []), requestId, clientAddress: null };
  const detail = { kind, state, attempts };
  await flushAsTenant(db, tenantId, [
    endJob(job, state, options),
    ...(state === "SUCCEEDED" ? [deletePayload(tenantId, jobId)] : []),
    appendOutbox(tenantId, [{ type: "job.finished", subject: jobId, payload: { kind, state } }]),
    appendAudit(ctx, tenantId, { action: "job.finish", target: encodeId("job", jobId), detail }),
  ]);
}

function endJob(
  job: JobReference,
  state: JobState,
  { fault, ifExpired = false }: { fault?: JobFault | undefined; ifExpired?: boolean },
): Statement {
  return {
    name: "job_end",
    text: `update platform.job set state = $4, finished_at = now(), dispatched_at = null, lease_until = null,
             error_code = $5, error_message = $6, progress = case when $4 = 'SUCCEEDED' then 1 else progress end,
             fence = case when fence = $3 and state = 'RUNNING' and (not $7::boolean or lease_until < now())
               then fence else -1 end
           where tenant_id = $1 and id = $2`,
    values: [job.tenantId, job.jobId, job.fence, state, fault?.code ?? null, fault?.message ?? null, ifExpired],
  };
}

export function deletePayload(tenantId: string, jobId: string): Statement {
  return {
    name: "job_delete_payload",
    text: "delete from platform.job_payload where tenant_id = $1 and job_id = $2",
    values: [tenantId, jobId],
  };
}

/** The platform inside one tenant, with these permissions and no other. */
export function jobPrincipal(tenantId: string, permissions: JobKind["permissions"]): Principal {
  const permissionsKey = `platform: ${permissionsKeyOf(permissions)}`;
  return { kind: "platform", id: "platform", tenantId, roles: [], permissions: new Set(permissions), permissionsKey };
}
