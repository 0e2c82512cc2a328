import { describeFault } from "@bulkhead/kernel/database.ts";
import { type AppError, appErrorOf } from "@bulkhead/kernel/error.ts";
import type { Provider } from "oidc-provider";
import { type Factor, type FactorList, hasSecondFactor } from "../accounts/factors/factors.ts";
import { readAnswer } from "../accounts/factors/passkey-answer.ts";
import { accountPage } from "../pages/account-page.ts";
import { type AuthenticatorFault, authenticatorPage } from "../pages/authenticator-page.ts";
import { type PasskeysFault, passkeysPage } from "../pages/passkeys-page.ts";
import { newCodesPage, recoveryCodesPage } from "../pages/recovery-codes-pages.ts";
import { chooseFactorPage, removeFactorPage } from "../pages/remove-factor-pages.ts";
import { type AccountSession, requireAccount } from "./account-session.ts";
import { isAtLeast, MULTI_FACTOR_ACR } from "./acr.ts";
import { beginSession } from "./begin-session.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { requireFresh } from "./fresh-session.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";
import { withCode } from "./sign-in-steps.ts";

const ofKind = ({ factors }: FactorList, kind: Factor["kind"]) => factors.filter((one) => one.kind === kind);

/** `/account` */
export async function answerAccount(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  if (ctx.method !== "GET") return;
  const session = await requireAccount(deps, provider, ctx);
  if (!session) return;
  const list = await deps.accounts.factors.list(session.accountId);
  const [account] = await deps.store.query<{ email: string; password_changed_at: string }>({
    name: "account_overview",
    text: "select email, password_changed_at from identity.account where id = $1",
    values: [session.accountId],
  });
  if (!account) return;
  const page = accountPage({
    ...(await offeredTo(deps, session.accountId)),
    email: account.email,
    passwordChangedAt: account.password_changed_at,
    passkeys: ofKind(list, "PASSKEY").length,
    authenticators: ofKind(list, "TOTP").length,
    recoveryCodes: list.recoveryCodes,
    changesEmail: deps.mail.sends,
  });
  showPage(ctx, 200, page);
}

/** What a person could do next who is in no tenant yet, or in another. Without tenancy the rest of the page is shown. */
async function offeredTo({ onboarding, log }: OAuthDeps, accountId: string) {
  const { isProved, open } = await onboarding.find(accountId);
  if (!isProved) return {};
  const offer = await onboarding.offer(accountId).catch((error: unknown) => {
    log.warn({ detail: describeFault(error) }, "what a domain offers is not known");
    return undefined;
  });
  return {
    ...(onboarding.isOpen ? { newTenant: { isBegun: open !== undefined } } : {}),
    ...(offer && offer.state !== "MEMBER" ? { offer: { tenantName: offer.tenantName, state: offer.state } } : {}),
  };
}

/** `/account/authenticator` */
export async function answerAuthenticator(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const { factors } = deps.accounts;
  const session = await requireFresh(deps, provider, ctx);
  if (!session) return;
  const { accountId, uid, list } = session;
  const show = async (status: number, fault?: AuthenticatorFault, name?: string) => {
    const props = { action: "/account/authenticator", factors: ofKind(list, "TOTP"), fault, name };
    const fresh = await factors.beginTotp(accountId, uid).catch(orConflict);
    if (fresh) return showPage(ctx, status, authenticatorPage({ ...props, fresh }));
    showPage(ctx, status, authenticatorPage({ ...props, fault: { code: "TOO_MANY" } }));
  };
  if (ctx.method === "GET") return show(200);
  if (ctx.method !== "POST") return;
  const form = await readForm(ctx, deps.issuer);
  const [id = "", name = "", code = ""] = ["id", "name", "code"].map((field) => form.get(field) ?? "");
  try {
    const added = await factors.confirmTotp(currentExchange().request, accountId, { id, name, code });
    if (!added) return await show(400, { code: "WRONG_CODE" }, name);
    await raise(deps, provider, ctx, session);
    showAdded(ctx, added.recoveryCodes);
  } catch (error) {
    const known = appErrorOf(error);
    const fault = known && authenticatorFault(known);
    if (!fault) throw error;
    await show(known.code === "RATE_LIMITED" ? 429 : 400, fault, name);
  }
}

/**
 * An app's first code is a second factor that was proved: whoever has just given it is not asked for the next one. A
 * passkey that was made is not: using it once shows that it works.
 */
async function raise(deps: OAuthDeps, provider: Provider, ctx: PageContext, session: AccountSession): Promise<void> {
  const { accountId, acr, amr, authTime, uid } = session;
  if (isAtLeast(acr, MULTI_FACTOR_ACR)) return;
  await beginSession(deps, provider, ctx, { accountId, acr: MULTI_FACTOR_ACR, amr: withCode(amr), authTime, uid });
}

export function authenticatorFault({ code, extensions }: AppError): AuthenticatorFault | undefined {
  if (code === "RATE_LIMITED")
    return { code: "TOO_MANY_ATTEMPTS", minutes: Math.ceil(Number(extensions?.retryAfter ?? 60) / 60) };
  if (code === "NOT_FOUND") return { code: "EXPIRED" };
  if (code === "CONFLICT") return { code: "TOO_MANY" };
  return code === "BAD_USER_INPUT" ? { code: "NAME" } : undefined;
}

/** `/account/passkeys` */
export async function answerPasskeys(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const { factors } = deps.accounts;
  const session = await requireFresh(deps, provider, ctx);
  if (!session) return;
  const { accountId, list } = session;
  const show = async (status: number, fault?: PasskeysFault) => {
    const isOffered = factors.offersPasskeys;
    const fresh = isOffered ? await factors.beginPasskey(accountId).catch(orConflict) : undefined;
    const props = { action: "/account/passkeys", factors: ofKind(list, "PASSKEY"), isOffered };
    showPage(ctx, status, passkeysPage({ ...props, fresh, fault: isOffered && !fresh ? "TOO_MANY" : fault }));
  };
  if (ctx.method === "GET") return show(200);
  if (ctx.method !== "POST") return;
  const form = await readForm(ctx, deps.issuer);
  try {
    const { recoveryCodes } = await factors.registerPasskey(currentExchange().request, accountId, {
      challenge: form.get("challenge") ?? "",
      response: readAnswer(form.get("response")),
      name: form.get("name") ?? "",
    });
    showAdded(ctx, recoveryCodes);
  } catch (error) {
    const { code, fields } = appErrorOf(error) ?? {};
    if (code !== "BAD_USER_INPUT" && code !== "CONFLICT") throw error;
    if (code === "CONFLICT") return show(409, "KNOWN");
    await show(400, fields?.[0]?.path === "name" ? "NAME" : "REFUSED");
  }
}

/** Codes are shown in the answer to the form, the only time that anybody has them. */
function showAdded(ctx: PageContext, recoveryCodes: string[] | undefined): void {
  if (recoveryCodes) showPage(ctx, 200, newCodesPage({ codes: recoveryCodes }));
  else goTo(ctx, "/account");
}

function orConflict(error: unknown): undefined {
  if (appErrorOf(error)?.code !== "CONFLICT") throw error;
}

/** `/account/recovery-codes` */
export async function answerRecoveryCodes(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const session = await requireFresh(deps, provider, ctx);
  if (!session) return;
  const { accountId, list } = session;
  const hasFactor = hasSecondFactor(list);
  const action = "/account/recovery-codes";
  if (ctx.method === "GET")
    return showPage(ctx, 200, recoveryCodesPage({ action, left: list.recoveryCodes, hasFactor }));
  if (ctx.method !== "POST") return;
  await readForm(ctx, deps.issuer);
  if (!hasFactor) return goTo(ctx, action);
  const codes = await deps.accounts.factors.makeRecoveryCodes(currentExchange().request, accountId);
  showPage(ctx, 200, newCodesPage({ codes }));
}

/** `/account/factors/remove` */
export async function answerRemoveFactor(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const session = await requireFresh(deps, provider, ctx);
  if (!session) return;
  const { accountId, list } = session;
  if (ctx.method === "POST") {
    const form = await readForm(ctx, deps.issuer);
    await deps.accounts.factors.remove(currentExchange().request, accountId, form.get("id") ?? "");
    return goTo(ctx, "/account");
  }
  if (ctx.method !== "GET") return;
  const factor = list.factors.find(({ id }) => id === ctx.query.id);
  if (!factor) return showPage(ctx, 200, chooseFactorPage({ factors: list.factors }));
  const isLast = list.factors.length === 1;
  showPage(ctx, 200, removeFactorPage({ action: "/account/factors/remove", factor, isLast }));
}
