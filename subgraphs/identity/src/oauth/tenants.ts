import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { isAtWork, maySignIn } from "@bulkhead/kernel/tenant-status.ts";
import type { KoaContextWithOIDC } from "oidc-provider";
import { errors } from "oidc-provider";
import type { AccountUser } from "../accounts/users-of-account.ts";
import { digestOf } from "./artifacts.ts";
import type { OAuthDeps } from "./deps.ts";
import { tenantOfResource } from "./resources.ts";

/** A tenant that the person may enter with this client, and who they are there. */
export interface TenantChoice extends AccountUser {
  tenantName: string;
  role: string;
  /** They may look at it, as its Admin, and do hardly anything else. */
  isSuspended: boolean;
}

/** The tenants that an account may enter with a client now: not locked there, a member, the tenant at work or they its Admin. */
export async function tenantChoices(deps: OAuthDeps, accountId: string, clientId: string): Promise<TenantChoice[]> {
  const client = await deps.clients.find(clientId);
  if (!client) return [];
  const users = (await deps.accounts.usersOf(accountId)).filter(
    ({ tenantId }) => client.tenantId === INSTALLATION_ID || client.tenantId === tenantId,
  );
  const choices = await Promise.all(
    users.map(async (user): Promise<TenantChoice[]> => {
      const member = await deps.membershipOf(user.tenantId, user.userId);
      if (!member || !maySignIn(member.status, member.role)) return [];
      const { tenantName, role, status } = member;
      return [{ ...user, tenantName, role, isSuspended: !isAtWork(status) }];
    }),
  );
  return choices.flat().sort((a, b) => a.tenantName.localeCompare(b.tenantName));
}

/** What became of the question which tenant an authorisation is for. */
export type Chosen = { is: "chosen"; choice: TenantChoice } | { is: "open"; choices: TenantChoice[] } | { is: "none" };

const asked = new WeakMap<object, Promise<Chosen>>();

/**
 * The tenant of the authorisation under way: the one just chosen, else the one that its `resource` names, the one of its
 * `id_token_hint`, the only one there is, or the one that this client was last given in this session. Open when there are
 * several and nothing says which.
 */
export function chosenTenant(deps: OAuthDeps, ctx: KoaContextWithOIDC): Promise<Chosen> {
  let chosen = asked.get(ctx);
  if (!chosen) {
    chosen = choose(deps, ctx);
    asked.set(ctx, chosen);
  }
  return chosen;
}

async function choose(deps: OAuthDeps, ctx: KoaContextWithOIDC): Promise<Chosen> {
  const { session, client, result } = ctx.oidc;
  if (!session?.accountId || !client) return { is: "none" };
  const choices = await tenantChoices(deps, session.accountId, client.clientId);
  if (choices.length === 0) return { is: "none" };
  const named = namedTenant(deps, ctx);
  const picked = (result?.select_account as { tenantId?: string } | undefined)?.tenantId;
  // A token for one tenant's resource with a user of another in it would be believed by whoever looks at one of the two.
  if (named !== undefined && picked !== undefined && named !== picked) return { is: "none" };
  const wanted = picked ?? named;
  if (wanted !== undefined) {
    const choice = choices.find(({ tenantId }) => tenantId === wanted);
    return choice ? { is: "chosen", choice } : { is: "none" };
  }
  const hinted = hintedUser(ctx);
  const choice =
    choices.find(({ userId }) => userId === hinted) ??
    (choices.length === 1 ? choices[0] : undefined) ??
    (await lastChoice(deps, ctx, choices));
  return choice ? { is: "chosen", choice } : { is: "open", choices };
}

/** By `resource` (RFC 8707); two tenants at once would be two authorisations. */
function namedTenant({ issuer }: OAuthDeps, { oidc }: KoaContextWithOIDC): string | undefined {
  const resources = Object.keys(oidc.resourceServers ?? {});
  const named = new Set(resources.map((one) => tenantOfResource(issuer, one)).filter((one) => one !== undefined));
  if (named.size > 1) throw new errors.InvalidTarget("one authorisation is for one tenant: name one");
  return [...named][0];
}

/** A `sub` is a user of one tenant, so an earlier ID token says which tenant is meant. */
function hintedUser({ oidc }: KoaContextWithOIDC): string | undefined {
  const sub = oidc.entities.IdTokenHint?.payload.sub;
  return typeof sub === "string" ? tryDecodeId("user", sub) : undefined;
}

async function lastChoice(deps: OAuthDeps, { oidc }: KoaContextWithOIDC, choices: TenantChoice[]) {
  const grantId = oidc.session?.grantIdFor(oidc.client?.clientId as string);
  if (!grantId) return undefined;
  const [row] = await deps.store.query<{ tenant_id: string }>({
    name: "tenant_of_grant",
    text: "select tenant_id from identity.oidc_artifact where model = 'Grant' and digest = $1",
    values: [digestOf(grantId)],
  });
  return choices.find(({ tenantId }) => tenantId === row?.tenant_id);
}
