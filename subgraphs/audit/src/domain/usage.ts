import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { QUOTAS, type Quota } from "@bulkhead/kernel/quota.ts";
import type { AuditContext } from "../context.ts";

export interface QuotaUsage {
  quota: Quota;
  used: number;
  most: number | null;
  percent: number | null;
  period: string | null;
}

export interface Usage {
  plan: string;
  quotas: QuotaUsage[];
}

interface Row {
  plan: string;
  stored: Partial<Record<Quota, number>> | null;
  counted: Partial<Record<Quota, number>> | null;
  sockets: number;
  limits: Partial<Record<Quota, number>> | null;
}

/** Counted by the calendar month; the others are what there is now. */
const BY_MONTH: ReadonlySet<Quota> = new Set(["requests", "webhookDeliveries"]);

/** What the tenant uses now, beside what its plan allows. */
export async function usage(ctx: AuditContext): Promise<Usage> {
  const tenantId = authorize(ctx, "usage:read");
  const month = new Date().toISOString().slice(0, 7);
  const [row] = await readAsTenant<Row>(ctx.db, tenantId, {
    name: "usage",
    text: `select coalesce((select plan from platform.tenant_plan where tenant_id = $1), 'standard') as plan,
             (select jsonb_object_agg(quota, amount) from (
                select quota, sum(amount) as amount from platform.usage_level where tenant_id = $1 group by quota) as level)
               as stored,
             (select jsonb_object_agg(quota, amount) from platform.usage_month where tenant_id = $1 and month = $2)
               as counted,
             (select coalesce(sum(amount), 0)::int from platform.usage_gauge
              where tenant_id = $1 and seen_at > now() - interval '30 s') as sockets,
             (select jsonb_object_agg(quota, most) from platform.tenant_plan join platform.plan_limit using (plan)
              where tenant_id = $1) as limits`,
    values: [tenantId, `${month}-01`],
  });
  const { plan = "standard", stored, counted, sockets = 0, limits } = row ?? {};
  const used = { ...stored, ...counted, sockets } as Partial<Record<Quota, number>>;
  const quotas = QUOTAS.map((quota) => {
    const most = limits?.[quota] ?? null;
    const amount = used[quota] ?? 0;
    const percent = most === null || most === 0 ? null : Math.floor((amount / most) * 100);
    return { quota, used: amount, most, percent, period: BY_MONTH.has(quota) ? month : null };
  });
  return { plan, quotas };
}
