import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { endMembership, keepAnAdmin, memberToChange, requireHoldsRoleOf } from "../change-members.ts";
import type { TenancyContext } from "../context.ts";

/**
 * Ends the membership of somebody who holds no more than the caller; the last Admin who can sign in stays. The user remains,
 * as what they did must keep its name.
 */
export async function removeMember(ctx: TenancyContext, input: { id: string }): Promise<{ id: string }> {
  const tenantId = authorize(ctx, "member:remove");
  requireFresh(ctx, "removeMember");
  const id = decodeId("member", input.id, "input.id");

  return withTenant(ctx.db, tenantId, async (tx) => {
    const leaving = await memberToChange(tx, id);
    await requireHoldsRoleOf(ctx, tx, leaving);
    await keepAnAdmin(ctx, tx, leaving);
    const userId = encodeId("user", leaving.user_id);
    const target = encodeId("member", id);
    tx.atEnd(endMembership(tenantId, id));
    tx.atEnd(appendOutbox(tenantId, [{ type: "member.removed", subject: id, payload: { userId } }]));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "member.remove", target, detail: { userId, role: leaving.role } }));
    return { id: target };
  });
}
