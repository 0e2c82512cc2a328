import type { Statement } from "@bulkhead/kernel/database.ts";

/** What a process has counted of a tenant. */
export interface Tally {
  /** `<operation> <credential>` → requests. */
  pairs: Map<string, number>;
  /** Open now. */
  sockets: number;
}

/** What all processes have counted of a tenant. */
export interface Totals {
  /** `2026-11`, in UTC. */
  month: string;
  requests: number;
  socketsElsewhere: number;
}

/** Seconds for which another process's word on its sockets is believed. */
const BELIEVED_S = 30;

/** One transaction: adds what was counted, says how many sockets are open here, and reads what it comes to. */
export function usageStatements(
  tenantId: string,
  instance: string,
  { pairs, sockets }: Tally,
  now: number,
): Statement[] {
  const day = new Date(now).toISOString().slice(0, 10);
  const month = `${day.slice(0, 7)}-01`;
  const counted = [...pairs];
  const total = counted.reduce((sum, [, amount]) => sum + amount, 0);
  return [
    ...(total > 0 ? [addMonth(tenantId, month, total), addDay(tenantId, day, counted)] : []),
    ...gauge(tenantId, instance, sockets),
    totals(tenantId, instance, month),
  ];
}

function addMonth(tenantId: string, month: string, amount: number): Statement {
  return {
    name: "add_usage_month",
    text: `insert into platform.usage_month as known (tenant_id, quota, month, amount) values ($1, 'requests', $2, $3)
           on conflict (tenant_id, quota, month) do update set amount = known.amount + excluded.amount`,
    values: [tenantId, month, amount],
  };
}

/** In one order, so that two processes do not wait for each other. */
function addDay(tenantId: string, day: string, counted: [string, number][]): Statement {
  const sorted = counted.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([pair, amount]) => [...pair.split(" "), amount]);
  return {
    name: "add_usage_day",
    text: `insert into platform.usage_day as known (tenant_id, quota, day, operation, credential, amount)
           select $1, 'requests', $2, * from unnest($3::text[], $4::text[], $5::bigint[])
           on conflict (tenant_id, day, operation, credential, quota) do update set amount = known.amount + excluded.amount`,
    values: [tenantId, day, sorted.map(([name]) => name), sorted.map(([, who]) => who), sorted.map((one) => one[2])],
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

/** Also tells the tenant when its plan's requests are used to 80 or 100 percent. */
function totals(tenantId: string, instance: string, month: string): Statement {
  return {
    name: "usage_totals",
    text: `with counted as (
             select coalesce((select amount from platform.usage_month
                              where tenant_id = $1 and quota = 'requests' and month = $3), 0) as requests),
           told as materialized (
             select platform.note_quota($1, 'requests', $4, requests, most) from counted, platform.tenant_plan
             join platform.plan_limit using (plan) where tenant_id = $1 and quota = 'requests')
           select $4 as month, requests::float8 as requests,
             (select coalesce(sum(amount), 0)::int from platform.usage_gauge where tenant_id = $1 and instance <> $2)
               as "socketsElsewhere", (select count(*) from told) as told
           from counted`,
    values: [tenantId, instance, month, month.slice(0, 7)],
  };
}
