import { type AccountFault, faultSentence, isAbout, type PasswordLength } from "./account-fault.ts";
import { newPasswordField, shownEmail, wayTo } from "./account-fields.ts";
import { FAULTY, type FormTarget, faultSummary, form } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface ChangePasswordProps extends FormTarget {
  email: string;
  passwordLength: PasswordLength;
  fault?: AccountFault;
  back: string;
}

/** Posts `current` and `password`. */
export function changePasswordPage({ email, passwordLength, fault, back, ...target }: ChangePasswordProps): Page {
  const texts = TEXTS.accounts.changePassword;
  const content = html`${shownEmail(email)}
<label for="current">${texts.current}</label>
<input id="current" name="current" type="password" autocomplete="current-password" required autofocus${isAbout(fault, "current") && FAULTY}>
${newPasswordField(TEXTS.accounts.newPassword, passwordLength, { fault })}
<button class="main">${texts.submit}</button>`;
  const body = html`<p class="soft">${texts.lead}</p>
${faultSummary(faultSentence(fault, passwordLength))}${form(target, content)}
${wayTo(back, TEXTS.accounts.back)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: [] });
}

export function passwordChangedPage({ back }: { back: string }): Page {
  const { doneTitle: title, done } = TEXTS.accounts.changePassword;
  const body = html`<p>${done}</p>
${wayTo(back, TEXTS.accounts.back)}`;
  return pageOf({ title, body });
}
