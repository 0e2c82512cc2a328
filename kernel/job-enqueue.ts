import type { RequestContext } from "./context.ts";
import type { Statement } from "./database.ts";
import { events } from "./events.ts";
import { newUuid } from "./id.ts";

export interface NewJob {
  /** Its uuid, where something about the job must be known before it is asked for; a new one when not said. */
  id?: string;
  kind: string;
  payload: object;
  /** A kind has one job per key: asking again makes none, and answers the first. 1 to 200 characters. */
  key?: string;
  /** Not before this instant (RFC 3339). */
  runAfter?: string;
}

/** What the statement answers: the job made, or the one that has the key already. */
export interface EnqueuedJob {
  id: string;
  created: boolean;
}

/**
 * The statement that asks for a job in the transaction of the change that needs it: ledger row, payload and outbox event
 * at once, or none of them. It answers one `EnqueuedJob`; none when another transaction has just taken the same key.
 */
export function enqueueJob(ctx: RequestContext, tenantId: string, job: NewJob): Statement {
  return {
    name: "job_enqueue",
    text: `with job as (
             insert into platform.job (tenant_id, id, kind, key, run_after, requested_by, request_id)
             values ($1, $2, $3, $4, coalesce($5::timestamptz, now()), $6, $7)
             on conflict (tenant_id, kind, key) do nothing returning tenant_id, id, kind
           ), payload as (
             insert into platform.job_payload (tenant_id, job_id, payload) select tenant_id, id, $8::jsonb from job
           ), event as (
             insert into platform.outbox (tenant_id, type, version, subject, payload)
             select tenant_id, $9, $10::int, id, jsonb_build_object('kind', kind) from job
           )
           select id, true as created from job
           union all select id, false from platform.job
           where tenant_id = $1 and kind = $3 and key = $4 and not exists (select from job)`,
    values: [
      tenantId,
      job.id ?? newUuid(),
      job.kind,
      job.key ?? null,
      job.runAfter ?? null,
      ctx.principal.id,
      ctx.requestId,
      JSON.stringify(job.payload),
      CREATED,
      events.outbox[CREATED]?.version,
    ],
  };
}

const CREATED = "job.created";
