import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { refuseOtherSlug } from "../confirm-slug.ts";
import type { TenancyContext } from "../context.ts";
import { type Tenant, type TenantRow, tenantToChange, toTenant } from "../tenant-row.ts";

/** Calls a closing off. Once its day has come it is too late, whether or not destroying has begun. */
export async function reopenTenant(ctx: TenancyContext, input: { confirmSlug: string }): Promise<Tenant> {
  const tenantId = authorize(ctx, "tenant:reopen");

  const reopened = await withTenant(ctx.db, tenantId, async (tx) => {
    const before = await tenantToChange(tx);
    refuseOtherSlug(before.slug, input.confirmSlug);
    if (before.closes_at === null) throw new AppError("CONFLICT", "This tenant is not closing.");
    if (before.status === "CLOSED" || Date.parse(before.closes_at) <= Date.now())
      throw new AppError("CONFLICT", "It is too late: the day on which this tenant is destroyed has come.");
    const [[after]] = await tx.commit<[TenantRow]>([
      {
        text: `update tenancy.tenant set closes_at = null, close_reason = null, close_requested_by = null,
                 close_requested_at = null, status = case status when 'CLOSING' then 'ACTIVE' else status end
               where tenant_id = $1 returning status, closes_at, close_reason`,
        values: [tenantId],
      },
      appendOutbox(tenantId, [{ type: "tenant.reopened", subject: tenantId, payload: {} }]),
      appendAudit(ctx, tenantId, { action: "tenant.reopen", target: encodeId("tenant", tenantId) }),
    ]);
    return toTenant(tenantId, { ...before, ...after });
  });
  await ctx.feed.settled();
  return reopened;
}
