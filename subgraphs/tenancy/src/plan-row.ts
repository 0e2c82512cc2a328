import type { Statement } from "@bulkhead/kernel/database.ts";
import { PLAN_LIMITS, type PlanLimit, type QuotaLimits } from "@bulkhead/kernel/quota.ts";

/** What the operator sells, as its newest version has it. */
export interface Plan {
  name: string;
  version: number;
  description: string;
  /** One that is absent is unlimited. */
  limits: QuotaLimits;
}

/** As the schema shows it: each limit said, null where there is none. */
export interface ShownPlan extends Omit<Plan, "limits"> {
  limits: Record<PlanLimit, number | null>;
}

export function toShownPlan({ limits, ...plan }: Plan): ShownPlan {
  const all = PLAN_LIMITS.map((name) => [name, limits[name] ?? null]);
  return { ...plan, limits: Object.fromEntries(all) as ShownPlan["limits"] };
}

/** Tells the counters of stored things which plan a tenant is on; with the row of the tenant, in its transaction. */
export function placeOnPlan(tenantId: string, plan: string): Statement {
  return {
    name: "place_on_plan",
    text: `insert into platform.tenant_plan (tenant_id, plan) values ($1, $2)
           on conflict (tenant_id) do update set plan = excluded.plan`,
    values: [tenantId, plan],
  };
}
