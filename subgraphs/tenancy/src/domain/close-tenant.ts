import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { type ClosingInput, readClosing, setClosingDay } from "../closing/closing-day.ts";
import type { TenancyContext } from "../context.ts";
import type { Tenant } from "../tenant-row.ts";

/** Sets the day on which everything the tenant has is destroyed, as the tenant itself wants. */
export async function closeTenant(ctx: TenancyContext, input: ClosingInput): Promise<Tenant> {
  const tenantId = authorize(ctx, "tenant:close");
  requireFresh(ctx, "closeTenant");
  return setClosingDay(ctx, tenantId, readClosing(ctx, input), { action: "tenant.close" });
}
