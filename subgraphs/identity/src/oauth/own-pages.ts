import { encodeId } from "@bulkhead/kernel/id.ts";
import type { KoaContextWithOIDC, Provider } from "oidc-provider";
import { errors } from "oidc-provider";
import { hasSecondFactor } from "../accounts/factors/factors.ts";
import { describeError, errorPage } from "../pages/error-page.ts";
import { answerAccountPage } from "./account-pages.ts";
import { isAtLeast, MULTI_FACTOR_ACR } from "./acr.ts";
import { answerActivation } from "./activation.ts";
import { liveFamily } from "./claims.ts";
import type { OAuthDeps } from "./deps.ts";
import { rememberDevice } from "./device-cookie.ts";
import { currentExchange } from "./exchange.ts";
import { answerInteraction } from "./interactions.ts";
import { answerOperatorPage } from "./operator-pages.ts";
import { type PageContext, showPage } from "./page-context.ts";
import { endSessionGrants } from "./sign-out.ts";
import { answerUserinfo } from "./userinfo.ts";

type Context = PageContext & { oidc?: KoaContextWithOIDC["oidc"] };

/** Before the library: the addresses that are ours. After it: what only we know. */
export async function answerOwnPages(
  deps: OAuthDeps,
  provider: Provider,
  ctx: Context,
  next: () => Promise<void>,
): Promise<void> {
  try {
    if (ctx.path.startsWith("/oauth/interaction/")) return await answerInteraction(deps, provider, ctx);
    if (/^\/account(\/|$)/.test(ctx.path)) return await answerAccountPage(deps, provider, ctx);
    if (/^\/operator(\/|$)/.test(ctx.path)) return await answerOperatorPage(deps, ctx);
    if (ctx.path === "/oauth/activate") return await answerActivation(deps, ctx);
    if (ctx.path === "/oauth/userinfo") return await answerUserinfo(deps, ctx);
  } catch (error) {
    return showFault(ctx, error);
  }
  await next();
  await noteSignIn(deps, ctx);
  if (ctx.path === "/oauth/logout/confirm") await endSessionGrants(deps, ctx);
  if (ctx.path === "/oauth/introspect" && !refusesUnproved(ctx)) await nameUser(deps, ctx);
  nameRefusal(ctx);
}

/**
 * Somebody has signed in for a client, with all that they have: from then on their browser is known. Where the tenant asks
 * for no second factor that is so once the client has its answer.
 */
async function noteSignIn(deps: OAuthDeps, ctx: Context): Promise<void> {
  const { result, session, entities } = ctx.oidc ?? {};
  const { accountId, acr } = (session ?? {}) as { accountId?: string; acr?: string };
  if (!result?.login || accountId === undefined) return;
  const isAnswered = entities?.AuthorizationCode !== undefined || entities?.DeviceCode?.accountId !== undefined;
  const isComplete = async () => !hasSecondFactor(await deps.accounts.factors.list(accountId));
  if (isAnswered || isAtLeast(acr, MULTI_FACTOR_ACR) || (await isComplete()))
    await rememberDevice(deps, ctx, accountId);
}

/** What the library files under `invalid_request` although RFC 6749 section 5.2 has a code of its own. */
function nameRefusal(ctx: Context): void {
  const body = ctx.body as { error?: string; error_description?: string } | undefined;
  if (body?.error === "invalid_request" && /is not allowed for this client$/.test(body.error_description ?? ""))
    body.error = "unauthorized_client";
}

function showFault(ctx: Context, error: unknown): void {
  if (!(error instanceof errors.OIDCProviderError)) throw error;
  const { requestId } = currentExchange().request;
  const code = error instanceof errors.SessionNotFound ? "session_expired" : error.error;
  const status = error.statusCode;
  showPage(ctx, status, errorPage({ status, code, requestId, ...describeError(code, status) }));
}

/** Introspection is for callers that authenticate (RFC 7662 section 2.1); the library lets public clients ask as well. */
function refusesUnproved(ctx: Context): boolean {
  if (ctx.oidc?.client?.clientAuthMethod !== "none") return false;
  ctx.status = 401;
  ctx.body = { error: "invalid_client", error_description: "a public client proves nothing and may not ask" };
  return true;
}

/** The library answers with the account, which no tenant may learn; whom a token is about is a user of its tenant. */
async function nameUser(deps: OAuthDeps, ctx: Context): Promise<void> {
  const body = ctx.body as { active?: boolean; sub?: string; client_id?: string; scope?: string } | undefined;
  if (body?.active !== true) return;
  const { entities } = ctx.oidc ?? {};
  const grantId = entities?.Grant?.jti;
  const family = grantId === undefined ? undefined : await liveFamily(deps, grantId);
  if (grantId !== undefined && !family) {
    ctx.body = { active: false };
    return;
  }
  if (family) body.sub = encodeId("user", family.userId);
  else body.sub = body.client_id ?? "";
  if (family)
    Object.assign(body, { tenant_id: encodeId("tenant", family.tenantId), sid: encodeId("grant", family.grantId) });
}
