import type { WebAuthnChallenge } from "../accounts/factors/factors.ts";
import { abortForm, FAULTY, type FormProps, faultSummary, form, named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { passkeyUse } from "./passkey-form.ts";
import { PASSKEY_SCRIPT } from "./passkey-script.ts";
import { TEXTS } from "./texts.ts";

/** Why a page is shown again. What was wrong about e-mail address or password is never told apart. */
export type SignInFault =
  | { code: "WRONG_CREDENTIALS" | "WRONG_CODE" | "WRONG_PASSKEY" | "BUSY" | "EXPIRED" | "NO_ACCESS" }
  | { code: "TOO_MANY_ATTEMPTS"; minutes: number };

export interface SignInProps extends FormProps {
  /** As typed before, or as the client suggested (`login_hint`). */
  email?: string;
  fault?: SignInFault;
  /** Absent where somebody signs in to their own account. */
  client?: { name: string };
  tenant?: { name: string };
  /** Absent where browsers offer none. */
  passkey?: WebAuthnChallenge;
  /** Addresses of the pages for whoever cannot sign in; absent where no mail is sent. */
  ways?: { reset: string; signUp: string };
}

/** Posts `email` and `password`, or what `passkeyUse` posts. */
export function signInPage(props: SignInProps): Page {
  const { email = "", fault, client, tenant, passkey, ways, abort, ...target } = props;
  const texts = TEXTS.signIn;
  const body = html`<p class="soft">${leadOf(client, tenant)}</p>
${faultSummary(fault && sentenceOf(fault))}${form(target, fields(email, fault?.code === "WRONG_CREDENTIALS", passkey !== undefined))}
${passkey && passkeyUse({ ...target, ...passkey, autofill: true })}
${abortForm(abort, TEXTS.cancel, true)}
${ways && html`<p class="soft small ways"><a href="${ways.reset}">${texts.forgot}</a> <a href="${ways.signUp}">${texts.signUp}</a></p>`}`;
  const rest = { formTargets: target.formTargets ?? [], ...(passkey ? { script: PASSKEY_SCRIPT } : {}) };
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, ...rest });
}

function leadOf(client: SignInProps["client"], tenant: SignInProps["tenant"]): Html | string {
  const texts = TEXTS.signIn;
  if (!client) return texts.toAccount;
  return tenant ? texts.toTenant(named(client.name), named(tenant.name)) : texts.to(named(client.name));
}

export function sentenceOf(fault: SignInFault): string {
  return fault.code === "TOO_MANY_ATTEMPTS"
    ? TEXTS.signIn.faults.TOO_MANY_ATTEMPTS(fault.minutes)
    : TEXTS.signIn.faults[fault.code]();
}

/**
 * The address is a text field to the browser: of an e-mail field it rewrites domains beyond ASCII and refuses such names,
 * which are registered here as they are written. With `webauthn` browsers offer passkeys in it.
 */
function fields(email: string, areWrong: boolean, hasPasskeys: boolean): Html {
  const faulty = areWrong && FAULTY;
  return html`<label for="email">${TEXTS.email}</label>
<input id="email" name="email" type="text" inputmode="email" autocomplete="username${hasPasskeys && " webauthn"}" autocapitalize="none" spellcheck="false" maxlength="254" required value="${email}"${faulty}${email === "" && AUTOFOCUS}>
<label for="password">${TEXTS.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${faulty}${email !== "" && AUTOFOCUS}>
<button class="main">${TEXTS.signIn.submit}</button>`;
}

const AUTOFOCUS = html` autofocus`;
