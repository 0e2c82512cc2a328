import type { Provider } from "oidc-provider";
import type { AccountFault } from "../pages/account-fault.ts";
import { mailSentPage } from "../pages/mail-sent-page.ts";
import { confirmSignUpPage, signUpPage } from "../pages/sign-up-pages.ts";
import { doneOrTold, PASSWORD_LENGTH, showDeadLink, showNothingHere, unlessDead } from "./account-fault.ts";
import type { AccountPage } from "./account-page.ts";
import { PASSWORD_ACR } from "./acr.ts";
import { beginSession } from "./begin-session.ts";
import { rememberDevice } from "./device-cookie.ts";
import { ownerRequest, tokenOf } from "./owner-request.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";

const START = "/account/sign-up";
const CONFIRM = `${START}/confirm`;

/** `/account/sign-up?interaction=…`: asks for an address, and says the same about every one. */
export const answerSignUp: AccountPage = async (deps, provider, ctx) => {
  if (!deps.mail.sends) return showNothingHere(ctx);
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  const interaction = await openInteraction(provider, form ? form.get("interaction") : ctx.query.interaction);
  const email = form?.get("email") ?? "";
  const target = {
    action: START,
    ...(interaction === undefined ? {} : { hidden: { interaction } }),
    signIn: interaction === undefined ? "/account/sign-in" : `/oauth/interaction/${interaction}`,
  };
  if (!form) return showPage(ctx, 200, signUpPage(target));
  const ask = async () => {
    await deps.accounts.signUp.request({ email, interaction, request: ownerRequest(ctx) });
    rememberInteraction(ctx, interaction);
    const again = interaction === undefined ? START : `${START}?interaction=${interaction}`;
    showPage(ctx, 200, mailSentPage({ email, again }));
  };
  await doneOrTold(ctx, ask, (fault) => signUpPage({ ...target, email, fault }));
};

/** `/account/sign-up/confirm?token=…`: where the link leads. Looking at it uses nothing; only the form does. */
export const answerSignUpConfirm: AccountPage = async (deps, provider, ctx) => {
  if (!deps.mail.sends) return showNothingHere(ctx);
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  const token = tokenOf(ctx, form);
  const request = ownerRequest(ctx);
  const { signUp } = deps.accounts;
  const found = await signUp.find(token, request).catch(unlessDead);
  if (!found) return showDeadLink(ctx, START);
  const name = form?.get("name") ?? "";
  const props = { action: CONFIRM, token, email: found.email, name, passwordLength: PASSWORD_LENGTH };
  if (!form) return showPage(ctx, 200, confirmSignUpPage(props));
  const confirm = async () => {
    const password = form.get("password") ?? "";
    const { accountId, interaction } = await signUp.confirm({ token, name, password, request });
    await beginSession(deps, provider, ctx, { accountId, acr: PASSWORD_ACR, amr: ["pwd"] });
    await rememberDevice(deps, ctx, accountId, { quietly: true });
    goTo(ctx, (await wayBack(provider, ctx, interaction)) ?? "/account");
  };
  const formWith = (fault: AccountFault) => confirmSignUpPage({ ...props, fault });
  await doneOrTold(ctx, confirm, formWith, () => showDeadLink(ctx, START));
};

/** A sign-in of a client that waits, by its uid; anything else is nothing. */
async function openInteraction(provider: Provider, uid: unknown): Promise<string | undefined> {
  if (typeof uid !== "string" || !/^[\w-]{20,64}$/.test(uid)) return undefined;
  return (await provider.Interaction.find(uid)) ? uid : undefined;
}

const COOKIE = "bulkhead_sign_up";

/** The cookie of an interaction is sent to its own address alone; by this one its browser is known when the link is opened. */
function rememberInteraction(ctx: PageContext, interaction: string | undefined): void {
  if (interaction === undefined) return;
  ctx.cookies.set(COOKIE, interaction, { signed: true, httpOnly: true, sameSite: "lax", path: START });
}

/** On to the client's sign-in, in the browser where it waits. */
async function wayBack(provider: Provider, ctx: PageContext, interaction: string | null): Promise<string | undefined> {
  if (interaction === null || ctx.cookies.get(COOKIE, { signed: true }) !== interaction) return undefined;
  const uid = await openInteraction(provider, interaction);
  return uid && `/oauth/interaction/${uid}`;
}
