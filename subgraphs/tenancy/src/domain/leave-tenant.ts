import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { endMembership, keepAnAdmin, memberOfUserToChange } from "../change-members.ts";
import type { TenancyContext } from "../context.ts";

export interface LeaveTenantInput {
  confirm: boolean;
}

/** Ends one's own membership; the last Admin who can sign in stays. The user remains, as after removeMember. */
export async function leaveTenant(ctx: TenancyContext, input: LeaveTenantInput): Promise<{ id: string }> {
  const tenantId = authorize(ctx, "tenant:leave");
  requireFresh(ctx, "leaveTenant");
  const { kind, id: userId } = ctx.principal;
  const userUuid = kind === "user" ? tryDecodeId("user", userId) : undefined;
  if (userUuid === undefined)
    throw new AppError("CONFLICT", "Only a person is a member and can leave: sign in as the user who leaves.");
  if (!input.confirm)
    throw new AppError("BAD_USER_INPUT", "Set confirm to true: nobody but an Admin can make you a member again.", {
      fields: [{ path: "input.confirm", code: "NOT_CONFIRMED", message: "Set it to true to leave." }],
    });

  return withTenant(ctx.db, tenantId, async (tx) => {
    const leaving = await memberOfUserToChange(tx, userUuid);
    await keepAnAdmin(ctx, tx, leaving);
    const target = encodeId("member", leaving.id);
    await tx.commit([
      endMembership(tenantId, leaving.id),
      appendOutbox(tenantId, [{ type: "member.left", subject: leaving.id, payload: { userId } }]),
      appendAudit(ctx, tenantId, { action: "tenant.leave", target, detail: { userId, role: leaving.role } }),
    ]);
    return { id: target };
  });
}
