import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { grantableRole } from "../grantable-role.ts";
import { readInvitee, refuseUninvitable } from "../invitation-bounds.ts";
import { type SentInvitation, writeLetter } from "../invitation-letter.ts";
import { INVITATION_COLUMNS, type InvitationRow, toInvitation } from "../invitation-row.ts";

/**
 * Sends another link, for another week; the one before works no longer. From then on whoever does this vouches for the
 * role, as if they had invited: so they must hold it.
 */
export async function resendInvitation(ctx: TenancyContext, input: { id: string }): Promise<SentInvitation> {
  const tenantId = authorize(ctx, "invitation:resend");
  requireFresh(ctx, "resendInvitation");
  const id = decodeId("invitation", input.id, "input.id");
  const before = await ctx.loaders.invitation(tenantId, id);
  if (!before) throw notFound();
  const { role, message } = before;
  await grantableRole(ctx, role);
  const invitee = await readInvitee(ctx, tenantId, before.email, []);
  const letter = await writeLetter(ctx, tenantId, { email: before.email, role, message });

  return withTenant(ctx.db, tenantId, async (tx) => {
    await refuseUninvitable(tx, invitee, id);
    const pending = await tx.query({
      name: "invitation_to_resend",
      text: "select from tenancy.invitation where tenant_id = $1 and id = $2 and state = 'PENDING'",
      values: [tenantId, id],
    });
    if (pending.length === 0)
      throw new AppError("CONFLICT", "This invitation was accepted, revoked or replaced. Invite the address anew.");
    const [[sent]] = await tx.commit<[InvitationRow]>([
      {
        name: "resend_invitation",
        text: `update tenancy.invitation set digest = $3, is_mailed = $4, invited_by = $5, expires_at = $6,
                 sent_at = array(select one from unnest(sent_at) as one where one > now() - interval '1 hour' order by one) || now()
               where tenant_id = $1 and id = $2 and state = 'PENDING' returning ${INVITATION_COLUMNS}`,
        values: [tenantId, id, letter.digest, letter.isMailed, ctx.principal.id, letter.expiresAt],
      },
      ...letter.statements,
      appendOutbox(tenantId, [{ type: "invitation.resent", subject: id, payload: {} }]),
      appendAudit(ctx, tenantId, {
        action: "invitation.resend",
        target: encodeId("invitation", id),
        detail: { role },
        personal: { email: before.email },
      }),
    ]);
    return { invitation: toInvitation(sent as InvitationRow), url: letter.url };
  });
}
