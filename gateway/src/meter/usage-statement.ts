import type { Statement } from "@bulkhead/kernel/database.ts";
import { RATES, type Rate } from "@bulkhead/kernel/quota.ts";

/** What a process has counted of a tenant. */
export interface Tally {
  /** `<rate> <operation> <credential>` → how many. */
  kinds: Map<string, number>;
  /** Open now. */
  sockets: number;
}

/** What all processes have counted of a tenant. */
export interface Totals extends Record<Rate, number> {
  /** `2026-11`, in UTC. */
  month: string;
  socketsElsewhere: number;
}

export const NOTHING: Readonly<Record<Rate, number>> = { requests: 0, webhookDeliveries: 0 };

/** Seconds for which another process's word on its sockets is believed. */
const BELIEVED_S = 30;

/** Rate, operation and credential, and how many of that. */
interface Counted {
  kind: string[];
  amount: number;
}

/** One order, so that two processes do not wait for each other. */
const inOrder = (a: Counted, b: Counted) => (a.kind.join(" ") < b.kind.join(" ") ? -1 : 1);

/**
 * Adds what was counted, says how many sockets are open here, and reads what it comes to. Also tells the tenant when its
 * plan's requests, deliveries or sockets are used to 80 or 100 percent. A single statement, since a busy installation does it
 * for every tenant every few seconds: five of them would cost a tenth of the pages that it counts.
 */
export function usageStatement(tenantId: string, instance: string, { kinds, sockets }: Tally, now: number): Statement {
  const day = new Date(now).toISOString().slice(0, 10);
  const month = day.slice(0, 7);
  const counted = [...kinds].map(([kind, amount]) => ({ kind: kind.split(" "), amount })).toSorted(inOrder);
  const column = (at: number) => counted.map(({ kind }) => kind[at]);
  const sums = RATES.map((rate) =>
    counted.reduce((sum, { kind, amount }) => (kind[0] === rate ? sum + amount : sum), 0),
  );
  const amounts = counted.map(({ amount }) => amount);
  const byDay = [column(0), column(1), column(2), amounts];
  const values = [tenantId, instance, sockets, month, `${month}-01`, day, RATES, sums, ...byDay];
  return { ...(sockets === 0 ? WITHOUT_SOCKETS : WITH_SOCKETS), values };
}

const STALE = `seen_at < now() - make_interval(secs => ${BELIEVED_S})`;

/** A role that has no sockets may not say that it has. */
const NOTE = `noted as (
    insert into platform.usage_gauge (tenant_id, instance, amount) select $1, $2, $3 from living
    on conflict (tenant_id, instance) do update set amount = excluded.amount, seen_at = excluded.seen_at),`;

const WITHOUT_SOCKETS = { name: "add_usage", text: textOf(`instance = $2 or ${STALE}`, "") };
const WITH_SOCKETS = { name: "add_usage_with_sockets", text: textOf(`instance <> $2 and ${STALE}`, NOTE) };

/**
 * The parts of a statement do not see what the others write: what a month comes to is answered by the insertion. Of a tenant
 * that was destroyed meanwhile nothing is written any more, however late the counts come.
 */
function textOf(forgets: string, note: string): string {
  return `with living as (
    select where not exists (select from platform.tenant_key where tenant_id = $1 and destroyed_at is not null)),
  added as (
    insert into platform.usage_month as known (tenant_id, quota, month, amount)
    select $1, quota, $5, amount from unnest($7::text[], $8::bigint[]) as counted (quota, amount), living where amount > 0
    on conflict (tenant_id, quota, month) do update set amount = known.amount + excluded.amount
    returning quota, amount),
  by_day as (
    insert into platform.usage_day as known (tenant_id, quota, day, operation, credential, amount)
    select $1, quota, $6, operation, credential, amount
    from unnest($9::text[], $10::text[], $11::text[], $12::bigint[]) as counted (quota, operation, credential, amount), living
    on conflict (tenant_id, day, operation, credential, quota) do update set amount = known.amount + excluded.amount),
  forgotten as (delete from platform.usage_gauge where tenant_id = $1 and (${forgets})),
  ${note}
  months as (
    select quota, amount from added
    union all select quota, amount from platform.usage_month
    where tenant_id = $1 and month = $5 and quota not in (select quota from added)),
  counted as (
    select coalesce(sum(amount) filter (where quota = 'requests'), 0)::bigint as requests,
      coalesce(sum(amount) filter (where quota = 'webhookDeliveries'), 0)::bigint as deliveries,
      (select coalesce(sum(amount), 0) from platform.usage_gauge
       where tenant_id = $1 and instance <> $2 and not ${STALE}) as elsewhere
    from months),
  used (quota, period, amount) as (
    select 'requests', $4, requests from counted
    union all select 'webhookDeliveries', $4, deliveries from counted
    union all select 'sockets', '', elsewhere + $3::int from counted),
  told as materialized (
    select platform.note_quota($1, quota, period, amount, most) from used
    join platform.plan_limit using (quota) join platform.tenant_plan using (plan) where tenant_id = $1)
  select $4 as month, requests::float8 as requests, deliveries::float8 as "webhookDeliveries",
    elsewhere::int as "socketsElsewhere", (select count(*) from told) as told
  from counted`;
}
