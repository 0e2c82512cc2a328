import { hasSecondFactor } from "../accounts/factors/factors.ts";
import type { Page } from "../pages/page.ts";
import { secondFactorPage } from "../pages/second-factor-page.ts";
import { type SignInFault, signInPage } from "../pages/sign-in-page.ts";
import { signedOutPage, signOutPage } from "../pages/sign-out-pages.ts";
import type { AccountPage } from "./account-page.ts";
import { type AccountSession, sessionOf } from "./account-session.ts";
import { isAtLeast, MULTI_FACTOR_ACR } from "./acr.ts";
import { beginSession } from "./begin-session.ts";
import type { OAuthDeps } from "./deps.ts";
import { rememberDevice } from "./device-cookie.ts";
import { meansOf } from "./entry-demand.ts";
import { formProof, isProved, PROOF_FIELD } from "./form-proof.ts";
import { nextOf } from "./next-page.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";
import { SESSION_COOKIE } from "./session-life.ts";
import { type Proved, passkeyForAnybody, passkeyOf, proveCode, provePasskey, provePassword } from "./sign-in-steps.ts";
import { waysOf } from "./sign-in-ways.ts";
import { endSession } from "./sign-out.ts";

/** `/account/sign-in?next=…`: signing in without a client, or again where a page wants it to be fresh. */
export const answerAccountSignIn: AccountPage = async (deps, provider, ctx) => {
  if (ctx.method === "GET") return showPage(ctx, 200, await signInView(deps, ctx, nextOf(ctx)));
  const form = await readForm(ctx, deps.issuer);
  const next = nextOf(ctx, form);
  const again = async (fault: SignInFault, status: number) =>
    showPage(ctx, status, await signInView(deps, ctx, next, fault, form.get("email") ?? undefined));
  if (!isProved(deps, ctx, form)) return again({ code: "EXPIRED" }, 400);
  const step = form.has("response") ? await provePasskey(deps, form) : await provePassword(deps, ctx, form);
  if ("fault" in step) return again(step.fault, step.status);
  if (!(await beginSession(deps, provider, ctx, step.proved))) return again({ code: "WRONG_CREDENTIALS" }, 401);
  await goOn(deps, ctx, step.proved, next);
};

/** `/account/second-factor?next=…`: for whoever has signed in by a password and has more to prove. */
export const answerAccountSecondFactor: AccountPage = async (deps, provider, ctx) => {
  const session = await sessionOf(deps, provider, ctx);
  const form = ctx.method === "GET" ? undefined : await readForm(ctx, deps.issuer);
  const next = nextOf(ctx, form);
  if (!session) return goTo(ctx, `/account/sign-in?next=${encodeURIComponent(next)}`);
  if (!form) {
    const { holdsFactor } = meansOf(await deps.accounts.factors.list(session.accountId));
    return holdsFactor ? showPage(ctx, 200, await secondFactorView(deps, session, next)) : goTo(ctx, next);
  }
  const step = form.has("response")
    ? await provePasskey(deps, form, session.accountId)
    : await proveCode(deps, session, form);
  if ("fault" in step) return showPage(ctx, step.status, await secondFactorView(deps, session, next, step.fault));
  const { proved } = step;
  const since = proved.isWhole ? {} : { authTime: session.authTime, uid: session.uid };
  if (!(await beginSession(deps, provider, ctx, { ...proved, ...since })))
    return goTo(ctx, `/account/sign-in?next=${encodeURIComponent(next)}`);
  await goOn(deps, ctx, proved, next);
};

/** `/account/sign-out`: of this browser, from every client. */
export const answerAccountSignOut: AccountPage = async (deps, provider, ctx) => {
  if (ctx.method === "GET") return showPage(ctx, 200, signOutPage({ action: ctx.path }));
  const form = await readForm(ctx, deps.issuer);
  if (!form.has("logout")) return goTo(ctx, "/account");
  const session = await sessionOf(deps, provider, ctx);
  if (session) {
    await endSession(deps, session.uid);
    ctx.cookies.set(provider.cookieName("session"), null, SESSION_COOKIE);
  }
  showPage(ctx, 200, signedOutPage({ signIn: "/account/sign-in" }));
};

/** A sign-in is complete with the second factor, for those who have one; the browser is known from then on. */
async function goOn(deps: OAuthDeps, ctx: PageContext, { accountId, acr }: Proved, next: string): Promise<void> {
  const isComplete = isAtLeast(acr, MULTI_FACTOR_ACR) || !hasSecondFactor(await deps.accounts.factors.list(accountId));
  if (!isComplete) return goTo(ctx, `/account/second-factor?next=${encodeURIComponent(next)}`);
  await rememberDevice(deps, ctx, accountId);
  goTo(ctx, next);
}

async function signInView(
  deps: OAuthDeps,
  ctx: PageContext,
  next: string,
  fault?: SignInFault,
  email?: string,
): Promise<Page> {
  return signInPage({
    action: "/account/sign-in",
    hidden: { next, [PROOF_FIELD]: formProof(deps, ctx) },
    email: email ?? "",
    ...(await passkeyForAnybody(deps)),
    ...waysOf(deps),
    ...(fault ? { fault } : {}),
  });
}

async function secondFactorView(
  deps: OAuthDeps,
  { accountId }: AccountSession,
  next: string,
  fault?: SignInFault,
): Promise<Page> {
  const { ways } = meansOf(await deps.accounts.factors.list(accountId));
  return secondFactorPage({
    action: "/account/second-factor",
    hidden: { next },
    abort: { action: "/account/sign-out", hidden: { logout: "yes" } },
    takesCode: ways.code,
    ...(ways.passkey ? await passkeyOf(deps, accountId) : {}),
    ...(fault ? { fault } : {}),
  });
}
