import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { placeOnPlan } from "../plan-row.ts";

/** Puts the tenant of the principal on a plan. What it has stored beyond that stays; more is refused. */
export async function assignPlan(ctx: TenancyContext, input: { plan: string }): Promise<{ plan: string }> {
  const tenantId = authorize(ctx, "plan:assign");
  const { plan } = input;
  await withTenant(ctx.db, tenantId, async (tx) => {
    const [before] = await tx.query<{ plan: string; exists: boolean }>({
      text: `select plan, exists (select from tenancy.plan where name = $2) as exists
             from tenancy.tenant where tenant_id = $1 for no key update`,
      values: [tenantId, plan],
    });
    if (!before) throw notFound();
    if (!before.exists) throw new AppError("NOT_FOUND", "There is no plan of this name. See `bulkhead plans`.");
    await Promise.all([
      tx.query({ text: "update tenancy.tenant set plan = $2 where tenant_id = $1", values: [tenantId, plan] }),
      tx.query(placeOnPlan(tenantId, plan)),
      tx.query(appendOutbox(tenantId, [{ type: "tenant.plan-changed", subject: tenantId, payload: { plan } }])),
      tx.query(
        appendAudit(ctx, tenantId, {
          action: "plan.assign",
          target: encodeId("tenant", tenantId),
          detail: { from: before.plan, to: plan },
        }),
      ),
    ]);
  });
  await ctx.feed.settled();
  return { plan };
}
