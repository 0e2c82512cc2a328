import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { tenantToChange } from "../tenant-row.ts";

/**
 * Stops a tenant: until it is resumed its Admins can look, take an export and sign out, and nobody else does anything. Its
 * data stays, and a day on which it closes too.
 */
export async function suspendTenant(ctx: TenancyContext, input: { reason: string }): Promise<void> {
  const tenantId = authorize(ctx, "tenant:suspend");
  const faults: FieldFault[] = [];
  const reason = readName(input.reason, "input.reason", faults);
  refuseFaults(faults);

  await withTenant(ctx.db, tenantId, async (tx) => {
    const before = await tenantToChange(tx);
    if (before.status === "CLOSED") throw new AppError("CONFLICT", "This tenant is closed.");
    if (before.status === "SUSPENDED") throw new AppError("CONFLICT", "This tenant is suspended already.");
    tx.atEnd({
      text: "update tenancy.tenant set status = 'SUSPENDED', suspended_reason = $2 where tenant_id = $1",
      values: [tenantId, reason],
    });
    tx.atEnd(appendOutbox(tenantId, [{ type: "tenant.suspended", subject: tenantId, payload: {} }]));
    tx.atEnd(
      appendAudit(ctx, tenantId, {
        action: "tenant.suspend",
        target: encodeId("tenant", tenantId),
        // Free text may name people: it must be possible to erase it.
        personal: { reason },
      }),
    );
  });
  await ctx.feed.settled();
}
