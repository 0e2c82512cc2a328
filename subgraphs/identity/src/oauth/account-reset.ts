import type { AccountFault } from "../pages/account-fault.ts";
import { mailSentPage } from "../pages/mail-sent-page.ts";
import { confirmResetPage, resetDonePage, resetPage } from "../pages/reset-pages.ts";
import { doneOrTold, PASSWORD_LENGTH, showDeadLink, showNothingHere, unlessDead } from "./account-fault.ts";
import type { AccountPage } from "./account-page.ts";
import { ownerRequest, tokenOf } from "./owner-request.ts";
import { readForm, showPage } from "./page-context.ts";

const START = "/account/reset";
const CONFIRM = `${START}/confirm`;
const SIGN_IN = "/account/sign-in";
const SIGN_IN_TO_FACTORS = `${SIGN_IN}?next=%2Faccount%2Ffactors`;

/** `/account/reset`: asks for an address, and says the same about every one. */
export const answerReset: AccountPage = async (deps, _provider, ctx) => {
  if (!deps.mail.sends) return showNothingHere(ctx);
  const props = { action: START, signIn: SIGN_IN };
  if (ctx.method !== "POST") return showPage(ctx, 200, resetPage(props));
  const email = (await readForm(ctx, deps.issuer)).get("email") ?? "";
  const ask = async () => {
    await deps.accounts.resetPassword.request({ email, request: ownerRequest(ctx) });
    showPage(ctx, 200, mailSentPage({ email, again: START }));
  };
  await doneOrTold(ctx, ask, (fault) => resetPage({ ...props, email, fault }));
};

/** `/account/reset/confirm?token=…`: where the link leads; only its form uses it. It signs nobody in. */
export const answerResetConfirm: AccountPage = async (deps, _provider, ctx) => {
  if (!deps.mail.sends) return showNothingHere(ctx);
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  const token = tokenOf(ctx, form);
  const request = ownerRequest(ctx);
  const { resetPassword } = deps.accounts;
  const found = await resetPassword.find(token, request).catch(unlessDead);
  if (!found) return showDeadLink(ctx, START);
  const props = { action: CONFIRM, token, email: found.email, passwordLength: PASSWORD_LENGTH };
  if (!form) return showPage(ctx, 200, confirmResetPage(props));
  const confirm = async () => {
    const left = await resetPassword.confirm({ token, password: form.get("password") ?? "", request });
    showPage(ctx, 200, resetDonePage({ signIn: SIGN_IN, signInToFactors: SIGN_IN_TO_FACTORS, ...left }));
  };
  const formWith = (fault: AccountFault) => confirmResetPage({ ...props, fault });
  await doneOrTold(ctx, confirm, formWith, () => showDeadLink(ctx, START));
};
