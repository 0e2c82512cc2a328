import {
  changeEmailPage,
  confirmEmailPage,
  emailChangedPage,
  emailRevertedPage,
  revertEmailPage,
  signInFirstPage,
} from "../pages/email-pages.ts";
import { mailSentPage } from "../pages/mail-sent-page.ts";
import { doneOrTold, showDeadLink, showNothingHere, unlessDead } from "./account-fault.ts";
import type { AccountPage } from "./account-page.ts";
import { FRESH_SECONDS, isComplete, requireAccount, sessionOf } from "./account-session.ts";
import { ownerRequest, tokenOf } from "./owner-request.ts";
import { readForm, showPage } from "./page-context.ts";

const START = "/account/email";
const CONFIRM = `${START}/confirm`;
const REVERT = `${START}/revert`;
const HOME = "/account";

/** `/account/email`: asks for the new address. */
export const answerChangeEmail: AccountPage = async (deps, provider, ctx) => {
  if (!deps.mail.sends) return showNothingHere(ctx);
  const session = await requireAccount(deps, provider, ctx, { maxAge: FRESH_SECONDS });
  if (!session) return;
  const { accountId } = session;
  const { changeEmail } = deps.accounts;
  const props = { action: START, current: await changeEmail.current(accountId), back: HOME };
  if (ctx.method !== "POST") return showPage(ctx, 200, changeEmailPage(props));
  const email = (await readForm(ctx, deps.issuer)).get("email") ?? "";
  const ask = async () => {
    await changeEmail.request({ accountId, email, request: ownerRequest(ctx) });
    showPage(ctx, 200, mailSentPage({ email, again: START }));
  };
  await doneOrTold(ctx, ask, (fault) => changeEmailPage({ ...props, email, fault }));
};

/** `/account/email/confirm?token=…`: where the link leads; only its form uses it, and only for the account that asked. */
export const answerConfirmEmail: AccountPage = async (deps, provider, ctx) => {
  if (!deps.mail.sends) return showNothingHere(ctx);
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  // Not sent to sign in and back: the way there must not carry the token.
  const session = await sessionOf(deps, provider, ctx);
  if (!session || !(await isComplete(deps, session)))
    return showPage(ctx, 401, signInFirstPage({ signIn: `/account/sign-in?next=${HOME}` }));
  const link = { token: tokenOf(ctx, form), accountId: session.accountId, request: ownerRequest(ctx) };
  const { changeEmail } = deps.accounts;
  const found = await changeEmail.find(link).catch(unlessDead);
  if (!found) return showDeadLink(ctx, START);
  const { token } = link;
  if (!form) return showPage(ctx, 200, confirmEmailPage({ action: CONFIRM, token, email: found.email }));
  const changed = await changeEmail.confirm(link).catch(unlessDead);
  if (!changed) return showDeadLink(ctx, START);
  showPage(ctx, 200, emailChangedPage({ email: changed.email, back: HOME }));
};

/** `/account/email/revert?token=…`: where the mail to the old address leads; whoever reads that mail may use it. */
export const answerRevertEmail: AccountPage = async (deps, _provider, ctx) => {
  if (!deps.mail.sends) return showNothingHere(ctx);
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  const token = tokenOf(ctx, form);
  const request = ownerRequest(ctx);
  const { revertEmail } = deps.accounts;
  const found = await revertEmail.find(token, request).catch(unlessDead);
  if (!found) return showDeadLink(ctx, "/account/reset");
  const { email } = found;
  if (!form) return showPage(ctx, 200, revertEmailPage({ action: REVERT, token, email }));
  const reverted = await revertEmail.confirm({ token, request }).then(() => true, unlessDead);
  if (!reverted) return showDeadLink(ctx, "/account/reset");
  showPage(ctx, 200, emailRevertedPage({ email, again: "/account/reset" }));
};
