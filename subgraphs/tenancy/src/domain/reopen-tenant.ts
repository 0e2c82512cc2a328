import { authorize } from "@bulkhead/kernel/principal.ts";
import { takeClosingDayBack } from "../closing/closing-day.ts";
import type { TenancyContext } from "../context.ts";
import type { Tenant } from "../tenant-row.ts";

/** Calls a closing off, as the tenant itself wants. */
export async function reopenTenant(ctx: TenancyContext, input: { confirmSlug: string }): Promise<Tenant> {
  const tenantId = authorize(ctx, "tenant:reopen");
  return takeClosingDayBack(ctx, tenantId, input.confirmSlug, { action: "tenant.reopen" });
}
