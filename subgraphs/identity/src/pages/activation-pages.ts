import { wayTo } from "./account-fields.ts";
import { FAULT_ID, type FormProps, faultSummary, form, hiddenField, named } from "./form.ts";
import { html } from "./html.ts";
import { type PasswordFaultCode, passwordFaultOf, passwordSentence } from "./new-password.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

/** `PASSWORD_REFUSED`: the address has an account already and this is not its password, which the page does not tell. */
export type ActivateFault =
  | { code: PasswordFaultCode | "PASSWORD_REFUSED" | "BUSY" }
  | { code: "TOO_MANY_ATTEMPTS"; minutes: number };

export interface ActivateProps extends Omit<FormProps, "abort"> {
  /** Of the link; it is the credential, so the address of the form need not name it. */
  token: string;
  email: string;
  tenant: { name: string };
  name: string;
  /** How many characters a password has. */
  passwordLength: { min: number; max: number };
  fault?: ActivateFault;
}

/**
 * Posts `token` and `password`. The address is shown, for password managers too, and not posted: the link decides it. The
 * field has no greatest length: browsers cut what is pasted without a word, and that would become the password.
 */
export function activatePage({ token, email, tenant, name, passwordLength, fault, ...target }: ActivateProps): Page {
  const texts = TEXTS.activate;
  const { min, max } = passwordLength;
  const describedBy = fault ? `${FAULT_ID} rule` : "rule";
  const isAboutPassword = fault?.code === "PASSWORD_REFUSED" || passwordFaultOf(fault?.code) !== undefined;
  const content = html`${hiddenField("token", token)}<label for="email">${TEXTS.email}</label>
<input id="email" type="text" autocomplete="username" readonly value="${email}">
<label for="password">${TEXTS.password}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="${min}" required autofocus aria-describedby="${describedBy}"${isAboutPassword && html` aria-invalid="true"`}>
<p class="soft small" id="rule">${texts.rule(min, max)}</p>
<button class="main">${texts.submit}</button>`;
  const body = html`<p class="soft">${texts.lead(named(name), named(tenant.name))}</p>
${faultSummary(fault && sentenceOf(fault, min, max))}${form(target, content)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: target.formTargets ?? [] });
}

function sentenceOf(fault: ActivateFault, min: number, max: number): string {
  const { faults } = TEXTS.activate;
  if (fault.code === "TOO_MANY_ATTEMPTS") return faults.TOO_MANY_ATTEMPTS(fault.minutes);
  if (fault.code === "PASSWORD_REFUSED" || fault.code === "BUSY") return faults[fault.code]();
  return passwordSentence(fault.code, { min, max });
}

export function activatedPage({ email, tenant }: { email: string; tenant: { name: string } }): Page {
  const { doneTitle, done } = TEXTS.activate;
  const body = html`<p>${done(named(email), named(tenant.name))}</p>
${wayTo("/account", TEXTS.account.title)}`;
  return pageOf({ title: doneTitle, body });
}
