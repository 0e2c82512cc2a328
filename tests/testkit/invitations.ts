import { type Answer, ask, type TestRooms, type TestTenant } from "./rooms.ts";

const INVITE = `mutation Invite($email: String!, $role: String!, $message: String) {
  inviteMember(input: { email: $email, role: $role, message: $message }) {
    invitation { id email role message state invitedBy { id } expiresAt endedAt } url
  }
}`;

export const newEmail = () => `${Math.random().toString(36).slice(2)}@people.example`;

/** As an Admin's key, or as whoever is said. The rooms of tests send no mail, so the link is in the answer. */
export function invite(
  rooms: TestRooms,
  tenant: TestTenant,
  given: { email?: string; role?: string; message?: string } = {},
  principal = tenant.as.Admin,
): Promise<Answer> {
  return ask(rooms.tenancy.subgraph, principal, INVITE, { email: newEmail(), role: "Viewer", ...given });
}

/** One that was sent: its public id, and the token of its link. */
export async function seedInvitation(
  rooms: TestRooms,
  tenant: TestTenant,
  given: { email?: string; role?: string } = {},
): Promise<{ id: string; token: string }> {
  const { data, refusals } = await invite(rooms, tenant, given);
  if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
  const { invitation, url } = data.inviteMember;
  return { id: invitation.id, token: new URL(url).searchParams.get("token") ?? "" };
}
