import { resetFactors } from "@bulkhead/identity/src/domain/reset-factors.ts";
import { setPassword } from "@bulkhead/identity/src/domain/set-password.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { resumeTenant } from "@bulkhead/tenancy/src/domain/resume-tenant.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { change, type Member, type OAuthTenant, type TestClient } from "./oauth.ts";
import { authorizeParameters, authorizeUrl, newVerifier } from "./oauth-requests.ts";
import type { Person, Walker } from "./oauth-walker.ts";
import type { TestServer } from "./server.ts";

/** Everything by which a person is no longer who they were, done as whoever may do it. */

type Home = Pick<OAuthTenant, "admin" | "id">;

const mutation = (name: string, input: string) => `mutation ($i: ${input}!) { ${name}(input: $i) { __typename } }`;

export function lock({ admin }: Home, { userId }: Member): Promise<unknown> {
  return change(admin, mutation("lockUser", "LockUserInput"), { id: userId, reason: "left in anger" });
}

export function unlock({ admin }: Home, { userId }: Member): Promise<unknown> {
  return change(admin, mutation("unlockUser", "UnlockUserInput"), { id: userId });
}

export function revokeClient({ admin }: Home, { id }: TestClient): Promise<unknown> {
  return change(admin, mutation("revokeOAuthClient", "RevokeOAuthClientInput"), { id });
}

export function addMember({ admin }: Home, { userId }: Member, role: string): Promise<unknown> {
  return change(admin, mutation("addMember", "AddMemberInput"), { userId, role });
}

export async function removeMember(server: TestServer, { admin }: Home, { userId }: Member): Promise<void> {
  const { rows } = await server.databases.owner.pool.query<{ id: string }>(
    "select id from tenancy.member where user_id = $1",
    [tryDecodeId("user", userId)],
  );
  const id = encodeId("member", rows[0]?.id ?? "");
  await change(admin, mutation("removeMember", "RemoveMemberInput"), { id });
}

/** The operator's context in tenancy. */
function tenancyOf({ platform }: TestServer, { id }: Home) {
  return platform.rooms.tenancy.subgraph.context(operatorRequest(tryDecodeId("tenant", id) ?? "")) as never;
}

export function suspend(server: TestServer, home: Home): Promise<void> {
  return suspendTenant(tenancyOf(server, home), { reason: "the bill" });
}

export function resume(server: TestServer, home: Home): Promise<void> {
  return resumeTenant(tenancyOf(server, home));
}

/** As the operator's command does it. */
export function changePassword({ platform }: TestServer, { email }: Person, password: string): Promise<void> {
  const { databases, authorisation, feed } = platform;
  const { passwords, passwordPolicy } = authorisation.accounts;
  const context = { ...operatorRequest(INSTALLATION_ID), oauthDb: databases.oauth, passwords, passwordPolicy, feed };
  return setPassword(context, { email, password });
}

/** As the operator's command does it. */
export async function takeFactors({ platform }: TestServer, { email }: Pick<Person, "email">): Promise<void> {
  const { databases, mail, feed } = platform;
  const context = { ...operatorRequest(INSTALLATION_ID), oauthDb: databases.oauth, mail: mail.queue, feed };
  await resetFactors(context, { email });
}

/** Through the pages; at a client's request, which is how people get there. */
export async function signOut(issuer: string, walker: Walker, { id }: TestClient): Promise<void> {
  const query = new URLSearchParams({ client_id: id });
  const { page } = await walker.walk(`${issuer}/oauth/logout?${query}`, { until: "none:" });
  if (page?.status !== 200) throw new Error(`not signed out: ${page?.status}\n${page?.html}`);
}

/** What an authorisation answers without asking anything: an error, or `a code`. Undefined when it stays on a page. */
export async function silently(
  issuer: string,
  walker: Walker,
  client: TestClient,
  other: Record<string, string | undefined> = {},
): Promise<string | undefined> {
  const parameters = authorizeParameters(client, newVerifier().challenge, { prompt: "none", ...other });
  const { answer } = await walker.walk(authorizeUrl(issuer, parameters), { until: client.redirectUri });
  return answer?.searchParams.get("error") ?? (answer?.searchParams.has("code") ? "a code" : undefined);
}
