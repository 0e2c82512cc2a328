import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { refuseOtherSlug } from "../confirm-slug.ts";
import type { TenancyContext } from "../context.ts";
import { type Tenant, type TenantRow, tenantToChange, toTenant } from "../tenant-row.ts";

export interface CloseTenantInput {
  reason: string;
  confirmSlug: string;
  graceDays?: number | null;
}

export const DEFAULT_GRACE_DAYS = 30;
export const MAX_GRACE_DAYS = 90;
/** Of the tenant's own: long enough that the others notice. The operator knows what they do. */
const LEAST_GRACE_DAYS = 7;
const DAY_MS = 86_400_000;

/** Sets the day on which everything the tenant has is destroyed. A suspended one stays suspended until then. */
export async function closeTenant(ctx: TenancyContext, input: CloseTenantInput): Promise<Tenant> {
  const tenantId = authorize(ctx, "tenant:close");
  requireFresh(ctx, "closeTenant");
  const { reason, graceDays } = readInput(ctx, input);

  const closed = await withTenant(ctx.db, tenantId, async (tx) => {
    const before = await tenantToChange(tx);
    refuseOtherSlug(before.slug, input.confirmSlug);
    if (before.closes_at !== null)
      throw new AppError("CONFLICT", `This tenant is closing already, on ${before.closes_at}. Reopen it first.`);
    const now = new Date();
    const closesAt = new Date(now.getTime() + graceDays * DAY_MS).toISOString();
    const [[after]] = await tx.commit<[TenantRow]>([
      {
        text: `update tenancy.tenant set closes_at = $2, close_reason = $3, close_requested_by = $4, close_requested_at = $5,
                 status = case status when 'ACTIVE' then 'CLOSING' else status end
               where tenant_id = $1 returning status, closes_at`,
        values: [tenantId, closesAt, reason, ctx.principal.id, now.toISOString()],
      },
      appendOutbox(tenantId, [{ type: "tenant.closing", subject: tenantId, payload: { closesAt } }]),
      appendAudit(ctx, tenantId, {
        action: "tenant.close",
        target: encodeId("tenant", tenantId),
        detail: { closesAt, graceDays },
        personal: { reason },
      }),
    ]);
    return toTenant(tenantId, { ...before, close_reason: reason, ...after });
  });
  await ctx.feed.settled();
  return closed;
}

function readInput(ctx: TenancyContext, input: CloseTenantInput): { reason: string; graceDays: number } {
  const faults: FieldFault[] = [];
  const reason = readName(input.reason, "input.reason", faults);
  const graceDays = input.graceDays ?? DEFAULT_GRACE_DAYS;
  const least = ctx.principal.kind === "platform" ? 0 : LEAST_GRACE_DAYS;
  if (!Number.isInteger(graceDays) || graceDays < least || graceDays > MAX_GRACE_DAYS) {
    const message = `Give a whole number of days from ${least} to ${MAX_GRACE_DAYS}.`;
    faults.push({ path: "input.graceDays", code: "OUT_OF_RANGE", message });
  }
  refuseFaults(faults);
  return { reason, graceDays };
}
