import type { Transaction } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { turnAtTenant } from "./change-members.ts";
import type { TenancyContext } from "./context.ts";
import type { Invitee } from "./invitee.ts";

const MAX_PENDING = 1_000;
/** To one address in an hour: an invitation, and five times its newer links. */
const MAX_SENT = 6;

/** Who has an address; what is wrong with it joins the faults found so far, and all of them are told. */
export async function readInvitee(
  ctx: TenancyContext,
  tenantId: string,
  email: string,
  faults: FieldFault[],
): Promise<Invitee> {
  const answer = await ctx.inviteeOf(tenantId, email);
  if ("faults" in answer) faults.push(...answer.faults);
  refuseFaults(faults);
  return answer as Invitee;
}

interface Standing {
  pending: number;
  sent: number;
  is_pending: boolean;
  is_member: boolean;
}

/**
 * Refuses what must not be sent: to a member, to a locked user, beyond the bounds. The tenant's turn is taken first,
 * so those who invite at once are counted one after the other. `exceptId` is the invitation that is being sent again.
 */
export async function refuseUninvitable(tx: Transaction, invitee: Invitee, exceptId: string | null): Promise<void> {
  const [, [standing]] = await Promise.all([
    tx.query(turnAtTenant(tx.tenantId)),
    tx.query<Standing>({
      name: "invitation_standing",
      text: `select
               (select count(*)::int from tenancy.invitation
                where tenant_id = $1 and state = 'PENDING' and expires_at > now() and id is distinct from $4) as pending,
               (select count(*)::int from tenancy.invitation, unnest(sent_at) as one
                where tenant_id = $1 and email_key = $2 and one > now() - interval '1 hour') as sent,
               exists (select from tenancy.invitation where tenant_id = $1 and email_key = $2 and state = 'PENDING'
                 and expires_at > now() and id is distinct from $4) as is_pending,
               exists (select from tenancy.member where tenant_id = $1 and user_id = $3) as is_member`,
      values: [tx.tenantId, invitee.emailKey, invitee.userId, exceptId],
    }),
  ]);
  const { pending, sent, is_pending: isPending, is_member: isMember } = standing as Standing;
  if (isMember) throw taken("This address is a member's already. Use changeMemberRole to give another role.");
  if (invitee.isLocked) throw taken("The user with this address is locked. Unlock them first.");
  if (isPending) throw taken("This address is invited already. Use resendInvitation to send another link.");
  if (pending >= MAX_PENDING)
    throw new AppError(
      "CONFLICT",
      `${MAX_PENDING} invitations are pending. Revoke some, or wait until they are accepted.`,
    );
  if (sent >= MAX_SENT)
    throw new AppError("RATE_LIMITED", `This address was sent ${MAX_SENT} links in the last hour. Wait an hour.`, {
      extensions: { budget: "invitation-mail", retryAfter: 3_600 },
    });
}

function taken(message: string): AppError {
  return new AppError("CONFLICT", message, { fields: [{ path: "input.email", code: "TAKEN", message }] });
}
