import type { Statement } from "@bulkhead/kernel/database.ts";
import type { QuotaLimits } from "@bulkhead/kernel/quota.ts";

/** What the operator sells, as its newest version has it. */
export interface Plan {
  name: string;
  version: number;
  description: string;
  /** One that is absent is unlimited. */
  limits: QuotaLimits;
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
