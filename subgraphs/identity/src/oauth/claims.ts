import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { maySignIn } from "@bulkhead/kernel/tenant-status.ts";
import type { AccessToken, Account, ClientCredentials, JWTStructured, KoaContextWithOIDC } from "oidc-provider";
import { errors } from "oidc-provider";
import { acrOfPolicy, isAtLeast, PASSWORD_ACR } from "./acr.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange, onceInTransaction } from "./exchange.ts";
import { type Family, standingGrant } from "./family.ts";
import { apiResource, permissionsAmong } from "./resources.ts";
import { mayGoOn } from "./session-limits.ts";

/** A family with what its user is now. */
export interface LiveFamily extends Family {
  role: string;
}

/** The family of a grant, if its user may still enter the tenant: a member there, and an Admin where it is suspended. */
export function liveFamily(deps: OAuthDeps, grantId: string): Promise<LiveFamily | undefined> {
  const { store, roleOf, tenantStatus } = deps;
  return onceInTransaction(`live family ${grantId}`, async () => {
    const family = (await standingGrant(store, grantId))?.family;
    if (!family || !(await mayGoOn(deps, family))) return undefined;
    const role = await roleOf(family.tenantId, family.userId);
    if (role === undefined || !maySignIn(await tenantStatus(family.tenantId), role)) return undefined;
    return { ...family, role };
  });
}

/**
 * Who is behind a session, and, for a code or token of theirs, the user they are in its tenant: that is the `sub` of an ID
 * token. Undefined once the grant has ended or the user may not work there (any more).
 */
export async function findAccount(
  deps: OAuthDeps,
  ctx: KoaContextWithOIDC,
  accountId: string,
  token?: { grantId?: string | undefined },
): Promise<Account | undefined> {
  if (!token?.grantId) return (await isCurrent(deps, ctx, accountId)) ? { accountId, claims: noClaims } : undefined;
  const family = await liveFamily(deps, token.grantId);
  return family && { accountId: encodeId("user", family.userId), claims: async () => identityClaims(family) };
}

/** Nothing is told of a person before there is a code: answers of the authorisation endpoint carry no claims. */
async function noClaims(): Promise<never> {
  throw new Error("an account has no claims outside a tenant");
}

/** Whether who has just signed in did so with the password that the account has now. */
async function isCurrent({ store }: OAuthDeps, { oidc }: KoaContextWithOIDC, accountId: string): Promise<boolean> {
  const login = oidc.result?.login as { passwordChangedAt?: string } | undefined;
  if (login?.passwordChangedAt === undefined) return true;
  const rows = await store.query({
    name: "password_is_current",
    text: "select from identity.account where id = $1 and password_changed_at = $2",
    values: [accountId, login.passwordChangedAt],
  });
  return rows.length > 0;
}

/** What ID tokens and the userinfo endpoint may say of a user, by scope. */
export function identityClaims(family: LiveFamily) {
  const { userId, tenantId, grantId, email, name } = family;
  return {
    sub: encodeId("user", userId),
    tenant_id: encodeId("tenant", tenantId),
    sid: encodeId("grant", grantId),
    email,
    name,
  };
}

/** Access tokens after RFC 9068: who, in which tenant, in which role, and how they signed in. */
export async function completeAccessToken(
  deps: OAuthDeps,
  ctx: KoaContextWithOIDC,
  token: AccessToken | ClientCredentials,
  jwt: JWTStructured,
): Promise<void> {
  const claims =
    token.kind === "ClientCredentials" ? await machineClaims(deps, ctx, jwt) : await userClaims(deps, ctx, token);
  Object.assign(jwt.payload, claims);
  currentExchange().issuedScope = jwt.payload.scope as string | undefined;
}

async function machineClaims(
  { clients, tenantStatus, issuer }: OAuthDeps,
  ctx: KoaContextWithOIDC,
  jwt: JWTStructured,
) {
  const client = await clients.find(ctx.oidc.client?.clientId as string);
  if (!client?.role || client.tenantId === INSTALLATION_ID)
    throw new errors.UnauthorizedClient("it is no machine of a tenant");
  if (!maySignIn(await tenantStatus(client.tenantId), client.role))
    throw new errors.UnauthorizedClient("its tenant is suspended");
  permissionsAmong(ctx.oidc.requestParamScopes);
  const tenant = encodeId("tenant", client.tenantId);
  if (jwt.payload.aud !== apiResource(issuer) && jwt.payload.aud !== `${apiResource(issuer)}/tenants/${tenant}`)
    throw new errors.InvalidTarget("a machine has tokens for its own tenant only");
  return { sub: client.id, tenant_id: tenant, roles: [client.role] };
}

async function userClaims(deps: OAuthDeps, ctx: KoaContextWithOIDC, token: AccessToken | ClientCredentials) {
  const { entities, requestParamScopes, params } = ctx.oidc;
  const grantId = (token as AccessToken).grantId as string;
  const family = await liveFamily(deps, grantId);
  if (!family) throw new errors.InvalidGrant("its grant has ended");
  const source = entities.RefreshToken ?? entities.AuthorizationCode ?? entities.DeviceCode;
  const asked =
    params?.grant_type === "refresh_token" && params.scope ? requestParamScopes : (source?.scopes ?? new Set());
  const identity = entities.Grant?.getOIDCScopeFiltered(new Set(asked)) ?? "";
  const scope = [identity, token.scope].filter(Boolean).join(" ");
  if (permissionsAmong(source?.scopes ?? []).length > 0 && permissionsAmong(scope.split(" ")).length === 0)
    throw new errors.InvalidScope("name a permission: a token that names none may do all that the role allows", scope);
  await refuseWeak(deps, family, source?.acr);
  return {
    sub: encodeId("user", family.userId),
    tenant_id: encodeId("tenant", family.tenantId),
    roles: [family.role],
    sid: encodeId("grant", grantId),
    acr: source?.acr,
    amr: source?.amr,
    auth_time: source?.authTime,
    scope: scope || undefined,
  };
}

/**
 * A tenant that asks for more than it did gets no tokens for those who proved less, however long ago. Their family stands:
 * the client authorises again, and what the person proves then is in the tokens of that.
 */
async function refuseWeak({ tenantSettings }: OAuthDeps, { tenantId }: Family, acr = PASSWORD_ACR as string) {
  if (isAtLeast(acr, acrOfPolicy(await tenantSettings(tenantId)))) return;
  const refusal = new errors.InvalidGrant("the tenant asks for a stronger sign-in");
  throw Object.assign(refusal, {
    error_description: "the tenant asks for a stronger sign-in than this one: send the user to authorize again",
  });
}

/** Uuid of the grant behind a `sid`. */
export function grantIdOf(sid: unknown): string | undefined {
  return typeof sid === "string" ? tryDecodeId("grant", sid) : undefined;
}
