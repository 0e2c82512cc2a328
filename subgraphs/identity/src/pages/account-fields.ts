import { type AccountFault, isAbout, type PasswordLength } from "./account-fault.ts";
import { FAULT_ID, FAULTY } from "./form.ts";
import { type Html, html } from "./html.ts";
import { TEXTS } from "./texts.ts";

const AUTOFOCUS = html` autofocus`;

/** A text field to the browser: of an e-mail field it rewrites domains beyond ASCII. */
export function emailField(label: string, value: string, fault?: AccountFault): Html {
  return html`<label for="email">${label}</label>
<input id="email" name="email" type="text" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254" required autofocus value="${value}"${isAbout(fault, "email") && FAULTY}>`;
}

/** The address that something is about, for password managers too; it is not posted. */
export function shownEmail(email: string): Html {
  return html`<label for="email">${TEXTS.email}</label>
<input id="email" type="text" autocomplete="username" readonly value="${email}">`;
}

/** Without a greatest length: browsers cut what is pasted without a word, and that would become the password. */
export function newPasswordField(
  label: string,
  { min, max }: PasswordLength,
  { fault, isFirst = false }: { fault?: AccountFault | undefined; isFirst?: boolean },
): Html {
  const isFaulty = isAbout(fault, "password");
  return html`<label for="password">${label}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="${min}" required${isFirst && AUTOFOCUS} aria-describedby="${isFaulty ? `${FAULT_ID} rule` : "rule"}"${isFaulty && html` aria-invalid="true"`}>
<p class="soft small" id="rule">${TEXTS.accounts.passwordRule(min, max)}</p>`;
}

/** A way to another page of ours, below everything. */
export function wayTo(address: string, label: string, lead = ""): Html {
  return html`<p class="soft small ways">${lead !== "" && html`${lead} `}<a href="${address}">${label}</a></p>`;
}
