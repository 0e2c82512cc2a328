import { type AccountFault, faultSentence, type PasswordLength } from "./account-fault.ts";
import { emailField, newPasswordField, shownEmail, wayTo } from "./account-fields.ts";
import type { ShownFactor } from "./factor-rows.ts";
import { factorsLeft } from "./factors-page.ts";
import { type FormTarget, faultSummary, form, hiddenField } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface ResetProps extends FormTarget {
  email?: string;
  fault?: AccountFault;
  /** Where those go who remember it. */
  signIn: string;
}

/** Posts `email`. */
export function resetPage({ email = "", fault, signIn, ...target }: ResetProps): Page {
  const texts = TEXTS.accounts.reset;
  const body = html`<p class="soft">${texts.lead}</p>
${faultSummary(faultSentence(fault))}${form(
  target,
  html`${emailField(TEXTS.email, email, fault)}
<button class="main">${texts.submit}</button>`,
)}
${wayTo(signIn, TEXTS.accounts.signIn)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: [] });
}

export interface ConfirmResetProps extends FormTarget {
  /** Of the link; it is the credential. */
  token: string;
  email: string;
  passwordLength: PasswordLength;
  fault?: AccountFault;
}

/** Posts `token` and `password`. */
export function confirmResetPage({ token, email, passwordLength, fault, ...target }: ConfirmResetProps): Page {
  const texts = TEXTS.accounts.reset;
  const content = html`${hiddenField("token", token)}${shownEmail(email)}
${newPasswordField(TEXTS.accounts.newPassword, passwordLength, { fault, isFirst: true })}
<button class="main">${texts.confirm}</button>`;
  const body = html`<p class="soft">${texts.confirmLead}</p>
${faultSummary(faultSentence(fault, passwordLength))}${form(target, content)}`;
  return pageOf({ title: texts.confirmTitle, isFaulty: fault !== undefined, body, formTargets: [] });
}

export interface ResetDoneProps {
  signIn: string;
  /** Where all that signs in can be looked through. */
  signInToFactors: string;
  /** What the reset has left. */
  factors: readonly ShownFactor[];
  recoveryCodes: number;
}

export function resetDonePage({ signIn, signInToFactors, factors, recoveryCodes }: ResetDoneProps): Page {
  const { doneTitle: title, done } = TEXTS.accounts.reset;
  const isAlone = factors.length === 0;
  const body = html`<p>${done}</p>
${!isAlone && factorsLeft(factors, recoveryCodes)}
<a class="button main" href="${isAlone ? signIn : signInToFactors}">${isAlone ? TEXTS.accounts.signIn : TEXTS.factors.through}</a>`;
  return pageOf({ title, body });
}
