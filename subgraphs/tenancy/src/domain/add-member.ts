import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { conflict, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { grantableRole } from "../grantable-role.ts";
import { MEMBER_COLUMNS, type Member, type MemberRow, toMember } from "../member-row.ts";
import { holdRole } from "../role-row.ts";

/** Makes a user of the tenant a member. The unique key decides between two who add the same user at once. */
export async function addMember(ctx: TenancyContext, input: { userId: string; role: string }): Promise<Member> {
  const tenantId = authorize(ctx, "member:add");
  requireFresh(ctx, "addMember");
  const userUuid = decodeId("user", input.userId, "input.userId");
  const granted = await grantableRole(ctx, input.role);
  const role = granted.name;
  if (!(await ctx.userExists(tenantId, userUuid))) throw notFound();

  const id = newUuid();
  const userId = encodeId("user", userUuid);
  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      await holdRole(tx, granted);
      const [inserted] = await tx.commit<[MemberRow]>([
        {
          name: "add_member",
          text: `insert into tenancy.member (tenant_id, id, user_id, role) values ($1, $2, $3, $4) returning ${MEMBER_COLUMNS}`,
          values: [tenantId, id, userUuid, role],
        },
        appendOutbox(tenantId, [{ type: "member.added", subject: id, payload: { userId, role } }]),
        appendAudit(ctx, tenantId, {
          action: "member.add",
          target: encodeId("member", id),
          detail: { userId, role },
        }),
      ]);
      return toMember(inserted[0] as MemberRow);
    });
  } catch (error) {
    if (violatedConstraint(error) === "member_once_per_user")
      throw conflict("This user is a member already. Use changeMemberRole to give another role.", error);
    throw error;
  }
}
