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

/** `isAsked`: whether the person is asked for a second factor now, which they had given before. */
export function passwordChangedPage({ back, isAsked }: { back: string; isAsked: boolean }): Page {
  const { doneTitle: title, done, asked } = TEXTS.accounts.changePassword;
  const body = html`<p>${done}</p>
${isAsked && html`<p class="soft">${asked}</p>\n`}${wayTo(back, TEXTS.accounts.back)}`;
  return pageOf({ title, body });
}
