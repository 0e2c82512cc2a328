import { type Database, flushAsTenant, queryOutsideTenants } from "./database.ts";
import type { JobReference } from "./job-ledger.ts";

/** What the queue is told of a job. `fence` names the turn: an older note about the same job is void. */
export interface JobNote {
  tenantId: string;
  jobId: string;
  fence: number;
}

/** Tenants, or jobs, looked at in one go; the others come with the next look. */
const PAGE = 500;

interface Dispatched {
  notes: JobNote[];
  /** Milliseconds until the next job of the tenant is due; undefined when none waits for its time. */
  nextMs: number | undefined;
}

/**
 * Picks the tenant's next jobs, those that waited longest first, until it has `limit` with the queue or a worker. The
 * lock makes two dispatchers of one tenant count one after the other. `kinds`, unless null: of these alone.
 */
export async function dispatchJobs(
  db: Database,
  tenantId: string,
  limit: number,
  kinds: readonly string[] | null,
): Promise<Dispatched> {
  const [, picked, [next]] = (await flushAsTenant(db, tenantId, [
    {
      name: "job_dispatch_lock",
      text: "select pg_advisory_xact_lock(hashtextextended($1, 0))",
      values: [`jobs of ${tenantId}`],
    },
    {
      name: "job_dispatch",
      text: `update platform.job set dispatched_at = now() where tenant_id = $1 and id in (
               select id from platform.job
               where tenant_id = $1 and state = 'QUEUED' and dispatched_at is null and run_after <= now()
                 and ($3::text[] is null or kind = any($3))
               order by run_after, id
               limit greatest(0, $2 - (
                 select count(*) from platform.job where tenant_id = $1 and dispatched_at is not null)))
             returning id, fence, run_after`,
      values: [tenantId, limit, kinds],
    },
    {
      name: "job_next_due",
      text: `select extract(epoch from run_after - now()) * 1000 as ms from platform.job
             where tenant_id = $1 and state = 'QUEUED' and dispatched_at is null and run_after > now()
               and ($2::text[] is null or kind = any($2))
             order by run_after limit 1`,
      values: [tenantId, kinds],
    },
  ])) as [unknown[], { id: string; fence: number; run_after: string }[], [{ ms: string } | undefined]];
  const inOrder = picked.toSorted((a, b) => compare(a.run_after, b.run_after) || compare(a.id, b.id));
  const notes = inOrder.map(({ id, fence }) => ({ tenantId, jobId: id, fence }));
  return { notes, nextMs: next && Math.ceil(Number(next.ms)) };
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/**
 * Tenants with a job that is due and room for it, from one tenant id on: one step of an index per tenant, however many
 * jobs each of them has.
 */
export async function tenantsWithWork(db: Database, after: string, limit: number): Promise<string[]> {
  const rows = await queryOutsideTenants<{ tenant_id: string }>(db, {
    name: "job_tenants",
    text: `with recursive tenant as (
             (select tenant_id, run_after from platform.job
              where state = 'QUEUED' and dispatched_at is null and tenant_id > $1
              order by tenant_id, run_after limit 1)
             union all
             select next.tenant_id, next.run_after from tenant cross join lateral (
               select tenant_id, run_after from platform.job
               where state = 'QUEUED' and dispatched_at is null and tenant_id > tenant.tenant_id
               order by tenant_id, run_after limit 1) as next)
           select tenant_id from tenant where run_after <= now() and $2 > (
             select count(*) from platform.job d where d.tenant_id = tenant.tenant_id and d.dispatched_at is not null)
           limit ${PAGE}`,
    values: [after, limit],
  });
  return rows.map((row) => row.tenant_id);
}

/** Running jobs whose workers have not been heard of in time. */
export async function expiredJobs(db: Database): Promise<JobReference[]> {
  const rows = await queryOutsideTenants<Record<string, never>>(db, {
    name: "job_expired",
    text: `select tenant_id as "tenantId", id as "jobId", kind, fence, attempts, max_attempts as "maxAttempts",
             request_id as "requestId"
           from platform.job where dispatched_at is not null and state = 'RUNNING' and lease_until < now()
           limit ${PAGE}`,
  });
  return rows as unknown as JobReference[];
}

/** How many notes the queue should hold; those written this moment are not asked for yet. */
export async function countDispatched(db: Database): Promise<number> {
  const [row] = await queryOutsideTenants<{ count: string }>(db, {
    name: "job_dispatched_count",
    text: `select count(*) from platform.job
           where dispatched_at < now() - interval '1 s' and state = 'QUEUED'`,
  });
  return Number(row?.count ?? 0);
}

/** The notes the queue should hold, a page at a time. */
export async function dispatchedNotes(db: Database, after: { tenantId: string; jobId: string }): Promise<JobNote[]> {
  const rows = await queryOutsideTenants<{ tenant_id: string; id: string; fence: number }>(db, {
    name: "job_dispatched_notes",
    text: `select tenant_id, id, fence from platform.job
           where dispatched_at is not null and state = 'QUEUED' and (tenant_id, id) > ($1, $2)
           order by tenant_id, id limit ${PAGE}`,
    values: [after.tenantId, after.jobId],
  });
  return rows.map((row) => ({ tenantId: row.tenant_id, jobId: row.id, fence: row.fence }));
}
