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

/** One transaction: adds what was counted, says how many sockets are open here, and reads what it comes to. */
export function usageStatements(
  tenantId: string,
  instance: string,
  { kinds, sockets }: Tally,
  now: number,
): Statement[] {
  const day = new Date(now).toISOString().slice(0, 10);
  const month = `${day.slice(0, 7)}-01`;
  const counted = [...kinds].map(([kind, amount]) => ({ kind: kind.split(" "), amount })).toSorted(inOrder);
  return [
    ...(counted.length > 0 ? [addMonth(tenantId, month, counted), addDay(tenantId, day, counted)] : []),
    ...gauge(tenantId, instance, sockets),
    totals(tenantId, instance, month, sockets),
  ];
}

interface Counted {
  /** Rate, operation, credential. */
  kind: string[];
  amount: number;
}

/** One order, so that two processes do not wait for each other. */
const inOrder = (a: Counted, b: Counted) => (a.kind.join(" ") < b.kind.join(" ") ? -1 : 1);

function addMonth(tenantId: string, month: string, counted: Counted[]): Statement {
  const sums = RATES.map((rate) =>
    counted.reduce((sum, { kind, amount }) => (kind[0] === rate ? sum + amount : sum), 0),
  );
  return {
    name: "add_usage_month",
    text: `insert into platform.usage_month as known (tenant_id, quota, month, amount)
           select $1, quota, $2, amount from unnest($3::text[], $4::bigint[]) as counted (quota, amount) where amount > 0
           on conflict (tenant_id, quota, month) do update set amount = known.amount + excluded.amount`,
    values: [tenantId, month, RATES, sums],
  };
}

function addDay(tenantId: string, day: string, counted: Counted[]): Statement {
  const column = (at: number) => counted.map(({ kind }) => kind[at]);
  return {
    name: "add_usage_day",
    text: `insert into platform.usage_day as known (tenant_id, quota, day, operation, credential, amount)
           select $1, quota, $2, operation, credential, amount
           from unnest($3::text[], $4::text[], $5::text[], $6::bigint[]) as counted (quota, operation, credential, amount)
           on conflict (tenant_id, day, operation, credential, quota) do update set amount = known.amount + excluded.amount`,
    values: [tenantId, day, column(0), column(1), column(2), counted.map(({ amount }) => amount)],
  };
}

function gauge(tenantId: string, instance: string, sockets: number): Statement[] {
  return [
    {
      name: "forget_sockets",
      text: `delete from platform.usage_gauge where tenant_id = $1
             and (instance = $2 or seen_at < now() - make_interval(secs => ${BELIEVED_S}))`,
      values: [tenantId, instance],
    },
    ...(sockets === 0
      ? []
      : [
          {
            name: "note_sockets",
            text: "insert into platform.usage_gauge (tenant_id, instance, amount) values ($1, $2, $3)",
            values: [tenantId, instance, sockets],
          },
        ]),
  ];
}

/** Also tells the tenant when its plan's requests, deliveries or sockets are used to 80 or 100 percent. */
function totals(tenantId: string, instance: string, month: string, sockets: number): Statement {
  return {
    name: "usage_totals",
    text: `with counted as (
             select coalesce(sum(amount) filter (where quota = 'requests'), 0)::bigint as requests,
               coalesce(sum(amount) filter (where quota = 'webhookDeliveries'), 0)::bigint as deliveries,
               (select coalesce(sum(amount), 0) from platform.usage_gauge where tenant_id = $1 and instance <> $2) as elsewhere
             from platform.usage_month where tenant_id = $1 and month = $3),
           used (quota, period, amount) as (
             select 'requests', $4, requests from counted
             union all select 'webhookDeliveries', $4, deliveries from counted
             union all select 'sockets', '', elsewhere + $5 from counted),
           told as materialized (
             select platform.note_quota($1, quota, period, amount, most) from used
             join platform.plan_limit using (quota) join platform.tenant_plan using (plan) where tenant_id = $1)
           select $4 as month, requests::float8 as requests, deliveries::float8 as "webhookDeliveries",
             elsewhere::int as "socketsElsewhere", (select count(*) from told) as told
           from counted`,
    values: [tenantId, instance, month, month.slice(0, 7), sockets],
  };
}
