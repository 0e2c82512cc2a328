import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { InteractionResults, Provider } from "oidc-provider";
import { chooseTenantPage } from "../pages/choose-tenant-page.ts";
import { consentPage } from "../pages/consent-page.ts";
import { formTargetOf } from "../pages/form-target.ts";
import type { Page } from "../pages/page.ts";
import { type SignInFault, signInPage } from "../pages/sign-in-page.ts";
import { PASSWORD_ACR } from "./claims.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { type PageContext, readForm, showPage } from "./page-context.ts";
import { tenantChoices } from "./tenants.ts";

/** What the library holds of a question that a person is being asked. */
interface Asked {
  uid: string;
  prompt: { name: string; details: Record<string, unknown> };
  params: Record<string, unknown>;
  session?: { accountId: string } | undefined;
}

/** What follows from an answer: back to the authorisation with a result, or the page again with what was wrong. */
type Answered = { result: InteractionResults } | { page: Page; status: number };

/**
 * The pages between an authorisation request and its answer, `/oauth/interaction/<uid>`. Which one is shown follows from
 * what the policy found open; who may see it, from a signed cookie that only this address is sent.
 */
export async function answerInteraction(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const asked = (await provider.interactionDetails(ctx.req, ctx.res)) as unknown as Asked;
  const path = `/oauth/interaction/${asked.uid}`;
  if (ctx.path === `${path}/abort` && ctx.method === "POST") {
    const refusal = { error: "access_denied", error_description: "the person did not go on" };
    return goOn(provider, ctx, refusal as InteractionResults);
  }
  if (ctx.path !== path) return;
  if (ctx.method === "GET") return showPage(ctx, 200, await pageOf(deps, asked));
  const answered = await answer(deps, asked, await readForm(ctx, deps.issuer));
  if ("page" in answered) return showPage(ctx, answered.status, answered.page);
  await goOn(provider, ctx, answered.result);
}

/** Earlier answers of the same authorisation stay true. */
async function goOn(provider: Provider, ctx: PageContext, result: InteractionResults): Promise<void> {
  const returnTo = await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: true });
  // RFC 9700 section 4.12: 303 and never 307, which would send the password on.
  ctx.status = 303;
  ctx.set("location", returnTo);
  ctx.set("cache-control", "no-store");
  ctx.body = "";
}

async function pageOf(deps: OAuthDeps, asked: Asked, fault?: SignInFault, email?: string): Promise<Page> {
  const { name, details } = asked.prompt;
  const client = await deps.clients.find(String(asked.params.client_id));
  const action = `/oauth/interaction/${asked.uid}`;
  const redirectUri = asked.params.redirect_uri;
  const common = {
    action,
    abort: { action: `${action}/abort` },
    client: { name: client?.name ?? "" },
  };
  if (name === "select_account") {
    const tenants = await tenantChoices(deps, asked.session?.accountId ?? "", String(asked.params.client_id));
    return chooseTenantPage({
      ...common,
      tenants: tenants.map(({ tenantId, tenantName, role }) => ({
        id: encodeId("tenant", tenantId),
        name: tenantName,
        role,
      })),
    });
  }
  if (name === "consent")
    return consentPage({
      ...common,
      client: { name: client?.name ?? "", isOfTenant: client?.tenantId !== INSTALLATION_ID },
      tenant: { name: String(details.tenantName ?? "") },
      user: { email: String(details.email ?? "") },
      scopes: String(asked.params.scope ?? "").split(" "),
      ...(typeof redirectUri === "string" ? { destination: formTargetOf(redirectUri) } : {}),
    });
  const hint = asked.params.login_hint;
  return signInPage({ ...common, email: email ?? (typeof hint === "string" ? hint : ""), ...(fault ? { fault } : {}) });
}

async function answer(deps: OAuthDeps, asked: Asked, form: URLSearchParams): Promise<Answered> {
  switch (asked.prompt.name) {
    case "select_account":
      return chooseTenant(deps, asked, form.get("tenant") ?? "");
    case "consent":
      return {
        result: { consent: {}, select_account: { tenantId: asked.prompt.details.tenantId } } as InteractionResults,
      };
    default:
      return signIn(deps, asked, form.get("email") ?? "", form.get("password") ?? "");
  }
}

async function chooseTenant(deps: OAuthDeps, asked: Asked, tenant: string): Promise<Answered> {
  const tenantId = tryDecodeId("tenant", tenant);
  const choices = await tenantChoices(deps, asked.session?.accountId ?? "", String(asked.params.client_id));
  if (!choices.some((choice) => choice.tenantId === tenantId)) return { page: await pageOf(deps, asked), status: 400 };
  return { result: { select_account: { tenantId } } as InteractionResults };
}

async function signIn(deps: OAuthDeps, asked: Asked, email: string, password: string): Promise<Answered> {
  const { requestId, clientAddress } = currentExchange().request;
  try {
    const signedIn = await deps.accounts.signIn({ email, password, requestId, clientAddress });
    if (!signedIn) return { page: await pageOf(deps, asked, { code: "WRONG_CREDENTIALS" }, email), status: 401 };
    const { accountId, passwordChangedAt } = signedIn;
    const login = { accountId, passwordChangedAt, amr: ["pwd"], acr: PASSWORD_ACR, ts: Math.floor(Date.now() / 1_000) };
    return { result: { login } as InteractionResults };
  } catch (error) {
    const { code, extensions } = appErrorOf(error) ?? {};
    if (code === "RATE_LIMITED") {
      const minutes = Math.ceil(Number(extensions?.retryAfter ?? 60) / 60);
      return { page: await pageOf(deps, asked, { code: "TOO_MANY_ATTEMPTS", minutes }, email), status: 429 };
    }
    if (code === "UNAVAILABLE") return { page: await pageOf(deps, asked, { code: "BUSY" }, email), status: 503 };
    throw error;
  }
}
