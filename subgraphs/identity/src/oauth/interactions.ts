import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { InteractionResults, Provider } from "oidc-provider";
import { chooseTenantPage } from "../pages/choose-tenant-page.ts";
import { consentPage } from "../pages/consent-page.ts";
import { formTargetOf } from "../pages/form-target.ts";
import type { Page } from "../pages/page.ts";
import { brandedFor, brandedForClient } from "./brand.ts";
import type { OAuthDeps } from "./deps.ts";
import type { Answered, Asked } from "./interaction.ts";
import { answerSecondFactor, secondFactorView } from "./interaction-second-factor.ts";
import { answerSignIn, signInView } from "./interaction-sign-in.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";
import { signedInMeanwhile } from "./sign-in-ways.ts";
import { tenantChoices } from "./tenants.ts";

/**
 * The pages between an authorisation request and its answer, `/oauth/interaction/<uid>`. Which one is shown follows from
 * what the policy found open; who may see it, from a signed cookie that only this address is sent.
 */
export async function answerInteraction(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const asked = (await provider.interactionDetails(ctx.req, ctx.res)) as unknown as Asked;
  const path = `/oauth/interaction/${asked.uid}`;
  if (ctx.path === `${path}/abort` && ctx.method === "POST") {
    const refusal = { error: "access_denied", error_description: "the person did not go on" };
    return goTo(ctx, await keepResult(provider, ctx, refusal as InteractionResults));
  }
  if (ctx.path !== path) return;
  const show = async (status: number, page: Page) => showPage(ctx, status, await inLooks(deps, asked, page));
  if (ctx.method === "GET") {
    const result = await signedInMeanwhile(deps, provider, ctx, asked);
    return result ? goTo(ctx, await keepResult(provider, ctx, result)) : show(200, await pageOf(deps, ctx, asked));
  }
  const answered = await answer(deps, ctx, asked, await readForm(ctx, deps.issuer));
  if (!("result" in answered)) return show(answered.status, answered.page);
  const onward = await keepResult(provider, ctx, answered.result);
  if ("before" in answered) return show(200, answered.before(onward));
  // RFC 9700 section 4.12: 303 and never 307, which would send the password on.
  goTo(ctx, onward);
}

/** Of the tenant that the person enters, else of the one whose client asks. */
function inLooks(deps: OAuthDeps, { prompt, params }: Asked, page: Page): Promise<Page> {
  const { tenantId } = prompt.details;
  return typeof tenantId === "string"
    ? brandedFor(deps, tenantId, page)
    : brandedForClient(deps, String(params.client_id), page);
}

/** Earlier answers of the same authorisation stay true. Answers where it goes on. */
function keepResult(provider: Provider, ctx: PageContext, result: InteractionResults): Promise<string> {
  return provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: true });
}

async function pageOf(deps: OAuthDeps, ctx: PageContext, asked: Asked): Promise<Page> {
  switch (asked.prompt.name) {
    case "select_account":
      return tenantView(deps, asked);
    case "second_factor":
      return secondFactorView(deps, ctx, asked);
    case "consent":
      return consentView(deps, asked);
    default:
      return signInView(deps, asked);
  }
}

async function answer(deps: OAuthDeps, ctx: PageContext, asked: Asked, form: URLSearchParams): Promise<Answered> {
  switch (asked.prompt.name) {
    case "select_account":
      return chooseTenant(deps, asked, form.get("tenant") ?? "");
    case "second_factor":
      return answerSecondFactor(deps, ctx, asked, form);
    case "consent":
      return {
        result: { consent: {}, select_account: { tenantId: asked.prompt.details.tenantId } } as InteractionResults,
      };
    default:
      return answerSignIn(deps, ctx, asked, form);
  }
}

/** What every page of an interaction has. */
function targetsOf({ uid }: Asked) {
  const action = `/oauth/interaction/${uid}`;
  return { action, abort: { action: `${action}/abort` } };
}

async function tenantView(deps: OAuthDeps, asked: Asked): Promise<Page> {
  const client = await deps.clients.find(String(asked.params.client_id));
  const tenants = await tenantChoices(deps, asked.session?.accountId ?? "", String(asked.params.client_id));
  return chooseTenantPage({
    ...targetsOf(asked),
    client: { name: client?.name ?? "" },
    tenants: tenants.map(({ tenantId, tenantName, role, isSuspended }) => ({
      id: encodeId("tenant", tenantId),
      name: tenantName,
      role,
      isSuspended,
    })),
  });
}

async function consentView(deps: OAuthDeps, asked: Asked): Promise<Page> {
  const client = await deps.clients.find(String(asked.params.client_id));
  const { details } = asked.prompt;
  const redirectUri = asked.params.redirect_uri;
  return consentPage({
    ...targetsOf(asked),
    client: { name: client?.name ?? "", isOfTenant: client?.tenantId !== INSTALLATION_ID },
    tenant: { name: String(details.tenantName ?? "") },
    user: { email: String(details.email ?? "") },
    scopes: String(asked.params.scope ?? "").split(" "),
    ...(typeof redirectUri === "string" ? { destination: formTargetOf(redirectUri) } : {}),
  });
}

async function chooseTenant(deps: OAuthDeps, asked: Asked, tenant: string): Promise<Answered> {
  const tenantId = tryDecodeId("tenant", tenant);
  const choices = await tenantChoices(deps, asked.session?.accountId ?? "", String(asked.params.client_id));
  if (!choices.some((choice) => choice.tenantId === tenantId))
    return { page: await tenantView(deps, asked), status: 400 };
  return { result: { select_account: { tenantId } } as InteractionResults };
}
