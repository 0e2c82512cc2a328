import { encodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { Grant, KoaContextWithOIDC } from "oidc-provider";
import { errors, interactionPolicy } from "oidc-provider";
import type { StoredClient } from "../oauth-client-directory.ts";
import { keepArtifact, type Payload } from "./artifacts.ts";
import type { OAuthDeps } from "./deps.ts";
import { entryDemand } from "./entry-demand.ts";
import { currentExchange } from "./exchange.ts";
import { type Asked, beginFamily, FAMILY_SECONDS, hasConsented, standingFamily, widenConsent } from "./family.ts";
import { isStale } from "./login-result.ts";
import { permissionsAmong } from "./resources.ts";
import { freshEnrolmentCheck, maxAgeCheck, secondFactor } from "./second-factor-prompt.ts";
import { sessionGrant } from "./session-grant.ts";
import { sessionLimitCheck } from "./session-limits.ts";
import { chosenTenant, type TenantChoice } from "./tenants.ts";

const { Check, Prompt, base } = interactionPolicy;

/**
 * What a person is asked before a client gets an answer: to sign in, for which tenant, for more than a password where that
 * is wanted, and whether they consent.
 * `prompt=select_account` (OpenID Connect Core section 3.1.2.1) asks for the tenant again.
 */
export function createPolicy(deps: OAuthDeps): interactionPolicy.DefaultPolicy {
  const policy = base();
  const login = policy.get("login");
  // An ID token names a user of one tenant, never the account: these two would compare what is never equal.
  login?.checks.remove("id_token_hint");
  login?.checks.remove("claims_id_token_sub_value");
  login?.checks.add(hintCheck(deps));
  for (const check of ["max_age", "essential_acr", "essential_acrs"]) login?.checks.remove(check);
  login?.checks.add(maxAgeCheck());
  login?.checks.add(freshEnrolmentCheck(deps));
  login?.checks.add(sessionLimitCheck(deps));
  policy.add(selectTenant(deps), 1);
  policy.add(secondFactor(deps), 2);
  const consent = policy.get("consent");
  if (consent)
    consent.details = async (ctx: KoaContextWithOIDC) => {
      const chosen = await chosenTenant(deps, ctx);
      return chosen.is === "chosen" ? detailsOf(chosen.choice) : {};
    };
  return policy;
}

/** What the page tells, and the tenant that an answer to it is then for, whatever was chosen elsewhere meanwhile. */
function detailsOf({ tenantId, tenantName, email }: TenantChoice) {
  return { tenantId, tenantName, email };
}

/** Somebody else is signed in here than the one whom the client means: that takes signing in. */
function hintCheck(deps: OAuthDeps) {
  return new Check("id_token_hint", "another user is signed in", "login_required", async (ctx) => {
    const sub = ctx.oidc.entities.IdTokenHint?.payload.sub;
    if (sub === undefined || ctx.oidc.result?.login) return Check.NO_NEED_TO_PROMPT;
    const accountId = ctx.oidc.session?.accountId;
    if (!accountId) return Check.REQUEST_PROMPT;
    const users = await deps.accounts.usersOf(accountId);
    return users.some(({ userId }) => encodeId("user", userId) === sub)
      ? Check.NO_NEED_TO_PROMPT
      : Check.REQUEST_PROMPT;
  });
}

function selectTenant(deps: OAuthDeps) {
  return new Prompt(
    { name: "select_account", requestable: true },
    async (ctx) => ({ accountId: ctx.oidc.session?.accountId }),
    new Check("tenant_open", "several tenants are possible", "account_selection_required", async (ctx) => {
      if (!ctx.oidc.session?.accountId) return Check.NO_NEED_TO_PROMPT;
      const chosen = await chosenTenant(deps, ctx);
      if (chosen.is === "none")
        throw new errors.AccessDenied("the signed-in person may not use this client in a tenant");
      return chosen.is === "open" ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
    }),
  );
}

/** A first-party client acts by the word of whoever runs the installation; a native one cannot prove that it is itself. */
function needsNoConsent(client: StoredClient, ctx: KoaContextWithOIDC): boolean {
  return client.tenantId === INSTALLATION_ID && ctx.oidc.client?.applicationType === "web";
}

/**
 * The grant of this session, client and tenant; begun here once the person has consented or need not. Undefined while
 * something is still to be asked, which the policy then does.
 */
export async function loadExistingGrant(deps: OAuthDeps, ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { session, result, prompts } = ctx.oidc;
  const client = await deps.clients.find(ctx.oidc.client?.clientId as string);
  const chosen = await chosenTenant(deps, ctx);
  if (!session?.accountId || !client || chosen.is !== "chosen") return undefined;
  if ([...prompts].some((prompt) => prompt !== "none" && prompt !== "consent" && ctx.oidc.promptPending(prompt)))
    return undefined;
  if (isStale(ctx) || (await entryDemand(deps, ctx)).is !== "met") return undefined;

  const asked = askedFor(ctx);
  const existing = await sessionGrant(deps, ctx, client.id, chosen.choice.tenantId);
  const consents =
    result?.consent !== undefined ||
    (!isOfDevice(ctx) &&
      !prompts.has("consent") &&
      (needsNoConsent(client, ctx) || (await consentedBefore(deps, asked, client, chosen.choice))));
  // What a grant has already may be had again; to have all that the role allows is more, whatever it has.
  if (!consents) return asked.permissions.length > 0 && !isOfDevice(ctx) ? existing : undefined;
  return existing ? widened(deps, ctx, existing, chosen.choice) : begun(deps, ctx, client, chosen.choice);
}

/**
 * Whether it is for a device. Its answer goes to whoever asked for the code, which may be somebody who sent it to the
 * person (RFC 8628 section 5.4): what was consented to before, and what needs no consent, was for another place.
 */
const isOfDevice = ({ oidc }: KoaContextWithOIDC) => /^(?:code|device)_/.test(oidc.route);

/** A device tells what it is when it asks for its code; the browser in which that is typed is another thing. */
const programOf = ({ oidc }: KoaContextWithOIDC) =>
  (oidc.entities.DeviceCode as { deviceInfo?: { ua?: string } } | undefined)?.deviceInfo?.ua ??
  currentExchange().userAgent;

const requestedScope = ({ oidc }: KoaContextWithOIDC) => [...oidc.requestParamScopes].sort().join(" ");

function askedFor({ oidc }: KoaContextWithOIDC): Asked {
  const permissions = permissionsAmong(oidc.requestParamScopes);
  return { permissions, identity: [...oidc.requestParamScopes].filter((scope) => !permissions.includes(scope)) };
}

function consentedBefore({ store }: OAuthDeps, asked: Asked, { uuid: clientId }: StoredClient, choice: TenantChoice) {
  const { tenantId, userId } = choice;
  return hasConsented(store, { tenantId, userId, clientId }, asked);
}

async function begun(
  { store }: OAuthDeps,
  ctx: KoaContextWithOIDC,
  client: StoredClient,
  { tenantId, userId }: TenantChoice,
): Promise<Grant> {
  const { session, provider } = ctx.oidc;
  const accountId = session?.accountId as string;
  const grant = new provider.Grant({ accountId, clientId: client.id });
  addRequested(grant, ctx);
  await store.together(async () => {
    const family = { tenantId, userId, clientId: client.uuid, scope: requestedScope(ctx), userAgent: programOf(ctx) };
    const id = await beginFamily(store, family, {
      accountId,
      signedInAt: session?.loginTs ?? 0,
      sessionUid: session?.uid ?? "",
    });
    if (id === undefined)
      throw new errors.AccessDenied("the user was locked, signed out or has another password since");
    const now = Math.floor(Date.now() / 1_000);
    const { openid, resources } = grant as unknown as Payload;
    Object.assign(grant, { jti: id, iat: now, exp: now + FAMILY_SECONDS });
    const payload = {
      kind: "Grant",
      iat: now,
      exp: now + FAMILY_SECONDS,
      accountId,
      clientId: client.id,
      openid,
      resources,
    };
    await keepArtifact(store, {
      model: "Grant",
      id,
      payload,
      keepSeconds: FAMILY_SECONDS,
      tenantId,
      grantId: id,
      accountId,
      sessionUid: session?.uid,
      clientId: client.id,
    });
  });
  return grant;
}

async function widened({ store }: OAuthDeps, ctx: KoaContextWithOIDC, grant: Grant, { tenantId }: TenantChoice) {
  const before = JSON.stringify([grant.openid, grant.resources]);
  addRequested(grant, ctx);
  const isSame = JSON.stringify([grant.openid, grant.resources]) === before;
  // To consent to all that the role allows adds nothing to the grant, and is remembered all the same.
  if (isSame && !ctx.oidc.result?.consent) return grant;
  await store.together(async () => {
    // It may have ended since it was found, and must not come back.
    if (!(await standingFamily(store, tenantId, grant.jti))) return;
    await grant.save();
    await widenConsent(store, tenantId, grant.jti, requestedScope(ctx));
  });
  return grant;
}

function addRequested(grant: Grant, ctx: KoaContextWithOIDC): void {
  const identity = [...ctx.oidc.requestParamOIDCScopes];
  if (identity.length > 0) grant.addOIDCScope(identity.join(" "));
  const claims = [...ctx.oidc.requestParamClaims];
  if (claims.length > 0) grant.addOIDCClaims(claims);
  for (const [resource, server] of Object.entries(ctx.oidc.resourceServers ?? {})) {
    const scopes = [...ctx.oidc.requestParamScopes].filter((scope) => server.scopes.has(scope));
    if (scopes.length > 0) grant.addResourceScope(resource, scopes.join(" "));
  }
}
