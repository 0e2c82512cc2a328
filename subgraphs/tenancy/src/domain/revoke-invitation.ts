import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { turnAtTenant } from "../change-members.ts";
import type { TenancyContext } from "../context.ts";
import { INVITATION_COLUMNS, type Invitation, type InvitationRow, toInvitation } from "../invitation-row.ts";

/** Takes an invitation back: its link works no longer. Revoking twice changes nothing. */
export async function revokeInvitation(ctx: TenancyContext, input: { id: string }): Promise<Invitation> {
  const tenantId = authorize(ctx, "invitation:revoke");
  const id = decodeId("invitation", input.id, "input.id");

  return withTenant(ctx.db, tenantId, async (tx) => {
    const [, [before]] = await Promise.all([
      tx.query(turnAtTenant(tenantId)),
      tx.query<InvitationRow>({
        name: "invitation_to_revoke",
        text: `select ${INVITATION_COLUMNS} from tenancy.invitation where tenant_id = $1 and id = $2`,
        values: [tenantId, id],
      }),
    ]);
    if (!before) throw notFound();
    if (before.state === "ACCEPTED")
      throw new AppError("CONFLICT", "This invitation was accepted already. Use removeMember to end the membership.");
    const changed = before.ended_at === null;
    const events = changed ? [{ type: "invitation.revoked", subject: id, payload: {} }] : [];
    const [[revoked]] = await tx.commit<[InvitationRow]>([
      {
        name: "revoke_invitation",
        text: `update tenancy.invitation set state = 'REVOKED', ended_at = now()
               where tenant_id = $1 and id = $2 and state = 'PENDING' returning ${INVITATION_COLUMNS}`,
        values: [tenantId, id],
      },
      appendOutbox(tenantId, events),
      appendAudit(ctx, tenantId, {
        action: "invitation.revoke",
        target: encodeId("invitation", id),
        detail: { changed },
      }),
    ]);
    return toInvitation(revoked ?? before);
  });
}
