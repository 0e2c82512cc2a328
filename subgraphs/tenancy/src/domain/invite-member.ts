import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { grantableRole } from "../grantable-role.ts";
import { readInvitee, refuseUninvitable } from "../invitation-bounds.ts";
import { type SentInvitation, writeLetter } from "../invitation-letter.ts";
import { readMessage } from "../invitation-message.ts";
import { INVITATION_COLUMNS, type InvitationRow, toInvitation } from "../invitation-row.ts";

export interface InviteMemberInput {
  email: string;
  role: string;
  message?: string | null | undefined;
}

/** Asks whoever reads the mail of an address to become a member. */
export async function inviteMember(ctx: TenancyContext, input: InviteMemberInput): Promise<SentInvitation> {
  const tenantId = authorize(ctx, "member:invite");
  requireFresh(ctx, "inviteMember");
  const faults: FieldFault[] = [];
  const message = readMessage(input.message, "input.message", faults);
  const role = (await grantableRole(ctx, input.role)).name;
  const invitee = await readInvitee(ctx, tenantId, input.email, faults);
  const { email, emailKey } = invitee;
  const letter = await writeLetter(ctx, tenantId, { email, role, message });

  return withTenant(ctx.db, tenantId, async (tx) => {
    await refuseUninvitable(tx, invitee, null);
    const id = newUuid();
    const { digest, isMailed, expiresAt } = letter;
    const [, , [made]] = await tx.commit<[object, object, InvitationRow]>([
      {
        name: "end_expired_invitation",
        text: `update tenancy.invitation set state = 'EXPIRED', ended_at = expires_at
               where tenant_id = $1 and email_key = $2 and state = 'PENDING'`,
        values: [tenantId, emailKey],
      },
      // Whom somebody invited and never met again is nobody's business for ever.
      {
        name: "forget_old_invitations",
        text: "delete from tenancy.invitation where tenant_id = $1 and expires_at < now() - interval '90 days'",
        values: [tenantId],
      },
      {
        name: "invite_member",
        text: `insert into tenancy.invitation
                 (tenant_id, id, email, email_key, role, message, digest, is_mailed, invited_by, expires_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${INVITATION_COLUMNS}`,
        values: [tenantId, id, email, emailKey, role, message, digest, isMailed, ctx.principal.id, expiresAt],
      },
      ...letter.statements,
      appendOutbox(tenantId, [{ type: "invitation.created", subject: id, payload: { role } }]),
      appendAudit(ctx, tenantId, {
        action: "member.invite",
        target: encodeId("invitation", id),
        detail: { role },
        personal: { email },
      }),
    ]);
    return { invitation: toInvitation(made as InvitationRow), url: letter.url };
  });
}
