import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import type { Plan } from "../plan-row.ts";

/** Every plan by name, each as its newest version has it. */
export async function plans(ctx: TenancyContext): Promise<Plan[]> {
  const tenantId = authorize(ctx, "plan:read");
  return readAsTenant<Plan>(ctx.db, tenantId, {
    text: "select distinct on (name) name, version, description, limits from tenancy.plan order by name, version desc",
    values: [],
  });
}
