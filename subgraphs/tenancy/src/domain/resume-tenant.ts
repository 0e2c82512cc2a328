import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { tenantToChange } from "../tenant-row.ts";

/** Lets a suspended tenant work again; one that is closing, until its day. */
export async function resumeTenant(ctx: TenancyContext): Promise<void> {
  const tenantId = authorize(ctx, "tenant:resume");

  await withTenant(ctx.db, tenantId, async (tx) => {
    const before = await tenantToChange(tx);
    if (before.status !== "SUSPENDED") throw new AppError("CONFLICT", "This tenant is not suspended.");
    tx.atEnd({
      text: `update tenancy.tenant set suspended_reason = null,
               status = case when closes_at is null then 'ACTIVE' else 'CLOSING' end where tenant_id = $1`,
      values: [tenantId],
    });
    tx.atEnd(appendOutbox(tenantId, [{ type: "tenant.resumed", subject: tenantId, payload: {} }]));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "tenant.resume", target: encodeId("tenant", tenantId) }));
  });
  await ctx.feed.settled();
}
