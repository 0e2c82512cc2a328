import { authorize } from "@bulkhead/kernel/principal.ts";
import { takeClosingDayBack } from "../closing/closing-day.ts";
import type { TenancyContext } from "../context.ts";

/** As `reopenTenant`, by an operator of the platform: whoever asked for the closing. */
export async function cancelTenantClosure(ctx: TenancyContext, input: { confirmSlug: string }): Promise<void> {
  const tenantId = authorize(ctx, "tenant-closure:cancel");
  const recording = { action: "tenant-closure.cancel", alsoInstallation: true };
  await takeClosingDayBack(ctx, tenantId, input.confirmSlug, recording);
}
