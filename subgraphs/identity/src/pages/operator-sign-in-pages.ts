import { FAULTY, type FormTarget, faultSummary, form, hiddenField, named } from "./form.ts";
import { html } from "./html.ts";
import { type PasswordFaultCode, passwordSentence } from "./new-password.ts";
import { type Page, pageOf } from "./page.ts";
import { qrCode } from "./qr-code.ts";
import { TEXTS } from "./texts.ts";

export type OperatorSignInFault =
  | { code: "WRONG_CREDENTIALS" | "WRONG_CODE" | "BUSY" | "EXPIRED" }
  | { code: "TOO_MANY_ATTEMPTS"; minutes: number };

function sentenceOf(fault: OperatorSignInFault): string {
  const { faults } = TEXTS.operators;
  return fault.code === "TOO_MANY_ATTEMPTS" ? faults.TOO_MANY_ATTEMPTS(fault.minutes) : faults[fault.code]();
}

export interface OperatorSignInProps extends FormTarget {
  email?: string;
  fault?: OperatorSignInFault | undefined;
}

/** Posts `email` and `password`. */
export function operatorSignInPage({ email = "", fault, ...target }: OperatorSignInProps): Page {
  const texts = TEXTS.operators.signIn;
  const faulty = fault?.code === "WRONG_CREDENTIALS" && FAULTY;
  const fields = html`<label for="email">${TEXTS.email}</label>
<input id="email" name="email" type="text" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254" required value="${email}"${faulty}${email === "" && html` autofocus`}>
<label for="password">${TEXTS.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${faulty}${email !== "" && html` autofocus`}>
<button class="main">${texts.submit}</button>`;
  const body = html`<p class="soft">${texts.lead}</p>
${faultSummary(fault && sentenceOf(fault))}${form(target, fields)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: [] });
}

/** Posts `code`. */
export function operatorCodePage({ fault, ...target }: Omit<OperatorSignInProps, "email">): Page {
  const texts = TEXTS.operators.signIn;
  const body = html`<p class="soft">${texts.codeLead}</p>
${faultSummary(fault && sentenceOf(fault))}${form(target, codeField(texts.code, texts.codeSubmit, fault?.code === "WRONG_CODE", true))}`;
  return pageOf({ title: texts.codeTitle, isFaulty: fault !== undefined, body, formTargets: [] });
}

function codeField(label: string, submit: string, isWrong: boolean, isFirst: boolean) {
  return html`<label for="code">${label}</label>
<input class="code" id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" spellcheck="false" maxlength="20" required${isFirst && html` autofocus`}${isWrong && FAULTY}>
<button class="main">${submit}</button>`;
}

export interface SetUpProps extends FormTarget {
  /** Of the link. */
  token: string;
  email: string;
  name: string;
  secret: string;
  uri: string;
  passwordLength: { min: number; max: number };
  fault?: OperatorSignInFault | { code: PasswordFaultCode } | undefined;
}

/** Posts `token`, `password` and `code`. */
export function operatorSetUpPage(props: SetUpProps): Page {
  const { token, email, name, secret, uri, passwordLength, fault, ...target } = props;
  const texts = TEXTS.operators.setUp;
  const isSignIn = fault !== undefined && fault.code in TEXTS.operators.faults;
  const sentence =
    fault &&
    (isSignIn
      ? sentenceOf(fault as OperatorSignInFault)
      : passwordSentence(fault.code as PasswordFaultCode, passwordLength));
  const { min, max } = passwordLength;
  const fields = html`${hiddenField("token", token)}<label for="email">${TEXTS.email}</label>
<input id="email" type="text" autocomplete="username" readonly value="${email}">
<label for="password">${TEXTS.password}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="${min}" required aria-describedby="rule"${fault && !isSignIn && html` aria-invalid="true"`}>
<p class="soft small" id="rule">${TEXTS.accounts.passwordRule(min, max)}</p>
${codeField(texts.code, texts.submit, fault?.code === "WRONG_CODE", false)}`;
  const body = html`<p class="soft">${texts.lead(named(name))}</p>
${faultSummary(sentence)}${qrCode(uri, texts.qr)}
<p class="soft small">${texts.byHand}</p>
<output class="code small">${(secret.match(/.{1,4}/g) ?? []).join(" ")}</output>
${form(target, fields)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: [] });
}

export function operatorSetUpDonePage(): Page {
  const texts = TEXTS.operators.setUp;
  const body = html`<p>${texts.done}</p>
<a class="button main" href="/operator/sign-in">${texts.signIn}</a>`;
  return pageOf({ title: texts.doneTitle, body });
}
