import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { type AccountWorld, linkTo } from "./accounts.ts";
import { change, type OAuthTenant } from "./oauth.ts";

export const INVITE =
  "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { invitation { id state email role } url } }";
export const RESEND = "mutation ($i: ResendInvitationInput!) { resendInvitation(input: $i) { invitation { id } url } }";
export const REVOKE = "mutation ($i: RevokeInvitationInput!) { revokeInvitation(input: $i) { invitation { state } } }";
/** Subject of the mail with the link. */
export const SUBJECT = /^Join /;

interface Invited {
  id: string;
  url: string;
}

export async function invite(
  world: AccountWorld,
  tenant: OAuthTenant,
  { email, role = "Developer", message }: { email: string; role?: string; message?: string | undefined },
): Promise<Invited> {
  const made = await change<{ invitation: { id: string }; url: string | null }>(tenant.admin, INVITE, {
    email,
    role,
    ...(message === undefined ? {} : { message }),
  });
  // Null where mail goes to a server; here it is kept, and shown as well.
  const url = made.url ?? (await linkTo(world.mailbox, email, SUBJECT));
  return { id: made.invitation.id, url };
}

/** Of a tenant, by address: the users and the roles of their memberships. */
export async function membersOf(world: AccountWorld, tenant: OAuthTenant, email: string) {
  const { rows } = await world.owner.query(
    `select u.id as user_id, m.role, u.name, u.activated_at is not null as is_active
     from identity."user" u left join tenancy.member m on m.tenant_id = u.tenant_id and m.user_id = u.id
     where u.tenant_id = $1 and u.email_key = lower($2)`,
    [uuidOf(tenant), email],
  );
  return rows;
}

export const uuidOf = ({ id }: OAuthTenant) => tryDecodeId("tenant", id);

export async function stateOf(tenant: OAuthTenant, id: string): Promise<string> {
  const { data } = await tenant.admin.graphql("Admin", "query ($i: ID!) { invitation(id: $i) { state } }", { i: id });
  return (data as { invitation: { state: string } }).invitation.state;
}
