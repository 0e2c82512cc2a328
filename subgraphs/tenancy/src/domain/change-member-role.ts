import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { keepAnAdmin, memberToChange, requireHoldsRoleOf } from "../change-members.ts";
import type { TenancyContext } from "../context.ts";
import { grantableRole } from "../grantable-role.ts";
import { type Member, toMember } from "../member-row.ts";
import { holdRole } from "../role-row.ts";
import { ADMIN } from "../roles.ts";

/** Gives a member another role, if the caller holds what both give; the last Admin who can sign in keeps theirs. */
export async function changeMemberRole(ctx: TenancyContext, input: { id: string; role: string }): Promise<Member> {
  const tenantId = authorize(ctx, "member-role:change");
  requireFresh(ctx, "changeMemberRole");
  const id = decodeId("member", input.id, "input.id");
  const granted = await grantableRole(ctx, input.role);
  const role = granted.name;

  return withTenant(ctx.db, tenantId, async (tx) => {
    const before = await memberToChange(tx, id);
    await requireHoldsRoleOf(ctx, tx, before);
    await holdRole(tx, granted);
    if (role !== ADMIN) await keepAnAdmin(ctx, tx, before);
    const userId = encodeId("user", before.user_id);
    tx.atEnd({
      name: "change_member_role",
      text: "update tenancy.member set role = $3 where tenant_id = $1 and id = $2",
      values: [tenantId, id, role],
    });
    tx.atEnd(appendOutbox(tenantId, [{ type: "member.role-changed", subject: id, payload: { userId, role } }]));
    tx.atEnd(
      appendAudit(ctx, tenantId, {
        action: "member-role.change",
        target: encodeId("member", id),
        detail: { userId, from: before.role, to: role },
      }),
    );
    return toMember({ ...before, role });
  });
}
