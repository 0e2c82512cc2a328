import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { placeOnPlan } from "../plan-row.ts";
import { tenantToChange } from "../tenant-row.ts";

/** Puts the tenant on another plan, whose limits and settings hold within a second. */
export async function changeTenantPlan(ctx: TenancyContext, input: { plan: string }): Promise<void> {
  const tenantId = authorize(ctx, "tenant-plan:change");
  const { plan } = input;

  await withTenant(ctx.db, tenantId, async (tx) => {
    const [before, plans] = await Promise.all([
      tenantToChange(tx),
      tx.query({ text: "select from tenancy.plan where name = $1 limit 1", values: [plan] }),
    ]);
    if (before.status === "CLOSED") throw new AppError("CONFLICT", "This tenant is closed.");
    if (plans.length === 0) throw unknownPlan();
    if (before.plan === plan) return;
    await tx.commit([
      { text: "update tenancy.tenant set plan = $2 where tenant_id = $1", values: [tenantId, plan] },
      placeOnPlan(tenantId, plan),
      appendOutbox(tenantId, [{ type: "tenant.plan-changed", subject: tenantId, payload: { plan } }]),
      appendAudit(ctx, tenantId, {
        action: "tenant-plan.change",
        target: encodeId("tenant", tenantId),
        detail: { from: before.plan, to: plan },
      }),
    ]);
  });
  await ctx.feed.settled();
}

function unknownPlan(): AppError {
  const message = "There is no such plan. Choose one that is defined.";
  return new AppError("BAD_USER_INPUT", message, { fields: [{ path: "input.plan", code: "UNKNOWN_PLAN", message }] });
}
