import { type AccountFault, faultSentence, isAbout, type PasswordLength } from "./account-fault.ts";
import { emailField, newPasswordField, shownEmail, wayTo } from "./account-fields.ts";
import { FAULTY, type FormTarget, faultSummary, form, hiddenField } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface SignUpProps extends FormTarget {
  email?: string;
  fault?: AccountFault;
  /** Where those go who have an account. */
  signIn: string;
}

/** Posts `email`. */
export function signUpPage({ email = "", fault, signIn, ...target }: SignUpProps): Page {
  const texts = TEXTS.accounts.signUp;
  const body = html`<p class="soft">${texts.lead}</p>
${faultSummary(faultSentence(fault))}${form(
  target,
  html`${emailField(TEXTS.email, email, fault)}
<button class="main">${texts.submit}</button>`,
)}
${wayTo(signIn, TEXTS.accounts.signIn, texts.known)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: [] });
}

export interface ConfirmSignUpProps extends FormTarget {
  /** Of the link; it is the credential, so the address of the form need not name it. */
  token: string;
  email: string;
  name?: string;
  passwordLength: PasswordLength;
  fault?: AccountFault;
}

/** Posts `token`, `name` and `password`. The address is shown and not posted: the link decides it. */
export function confirmSignUpPage(props: ConfirmSignUpProps): Page {
  const { token, email, name = "", passwordLength, fault, ...target } = props;
  const texts = TEXTS.accounts.signUp;
  const isFirst = isAbout(fault, "password");
  const content = html`${hiddenField("token", token)}${shownEmail(email)}
<label for="name">${texts.name}</label>
<input id="name" name="name" type="text" autocomplete="name" maxlength="200" required value="${name}"${isAbout(fault, "name") && FAULTY}${!isFirst && html` autofocus`}>
${newPasswordField(TEXTS.password, passwordLength, { fault, isFirst })}
<button class="main">${texts.confirm}</button>`;
  const body = html`<p class="soft">${texts.confirmLead}</p>
${faultSummary(faultSentence(fault, passwordLength))}${form(target, content)}`;
  return pageOf({ title: texts.confirmTitle, isFaulty: fault !== undefined, body, formTargets: [] });
}
