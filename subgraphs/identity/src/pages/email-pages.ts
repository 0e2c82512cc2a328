import { type AccountFault, faultSentence } from "./account-fault.ts";
import { emailField, wayTo } from "./account-fields.ts";
import { type FormTarget, faultSummary, form, hiddenField, named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface ChangeEmailProps extends FormTarget {
  current: string;
  email?: string;
  fault?: AccountFault;
  back: string;
}

/** Posts `email`. */
export function changeEmailPage({ current, email = "", fault, back, ...target }: ChangeEmailProps): Page {
  const texts = TEXTS.accounts.changeEmail;
  const body = html`<p class="soft">${texts.lead(named(current))}</p>
${faultSummary(faultSentence(fault))}${form(
  target,
  html`${emailField(texts.email, email, fault)}
<button class="main">${texts.submit}</button>`,
)}
${wayTo(back, TEXTS.accounts.back)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: [] });
}

export interface LinkProps extends FormTarget {
  /** Of the link; it is the credential. */
  token: string;
  email: string;
}

/** What a link asks before anything happens; posts `token`. */
function questionPage({ token, ...target }: FormTarget & { token: string }, title: string, lead: Html, label: string) {
  const body = html`<p>${lead}</p>
${form(target, html`${hiddenField("token", token)}<button class="main" autofocus>${label}</button>`)}`;
  return pageOf({ title, body, formTargets: [] });
}

export function confirmEmailPage({ email, ...target }: LinkProps): Page {
  const { confirmTitle, confirmLead, confirm } = TEXTS.accounts.changeEmail;
  return questionPage(target, confirmTitle, confirmLead(named(email)), confirm);
}

export function revertEmailPage({ email, ...target }: LinkProps): Page {
  const { revertTitle, revertLead, revert } = TEXTS.accounts.changeEmail;
  return questionPage(target, revertTitle, revertLead(named(email)), revert);
}

/** For a link that only the signed-in owner may use, in a browser where nobody is signed in. */
export function signInFirstPage({ signIn }: { signIn: string }): Page {
  const { signInTitle: title, signInLead } = TEXTS.accounts.changeEmail;
  const body = html`<p>${signInLead}</p>
<a class="button main" href="${signIn}">${TEXTS.accounts.signIn}</a>`;
  return pageOf({ title, body });
}

export function emailChangedPage({ email, back }: { email: string; back: string }): Page {
  const { doneTitle: title, done } = TEXTS.accounts.changeEmail;
  const body = html`<p>${done(named(email))}</p>
${wayTo(back, TEXTS.accounts.back)}`;
  return pageOf({ title, body });
}

/** `again` is where another link is to be had, should the mail not come. */
export function emailRevertedPage({ email, again }: { email: string; again: string }): Page {
  const texts = TEXTS.accounts.changeEmail;
  const body = html`<p>${texts.reverted(named(email))}</p>
${wayTo(again, texts.again)}`;
  return pageOf({ title: texts.revertedTitle, body });
}
