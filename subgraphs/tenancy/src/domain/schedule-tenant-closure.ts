import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { type ClosingInput, readClosing, setClosingDay } from "../closing/closing-day.ts";
import type { TenancyContext } from "../context.ts";

/** As `closeTenant`, by an operator of the platform: with the same confirmation, the same time, the same mail to its Admins. */
export async function scheduleTenantClosure(ctx: TenancyContext, input: ClosingInput): Promise<void> {
  const tenantId = authorize(ctx, "tenant-closure:schedule");
  requireFresh(ctx, "scheduleTenantClosure");
  const recording = { action: "tenant-closure.schedule", alsoInstallation: true };
  await setClosingDay(ctx, tenantId, readClosing(ctx, input), recording);
}
