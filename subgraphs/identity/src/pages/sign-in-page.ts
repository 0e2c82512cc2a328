import { abortForm, FAULTY, type FormProps, faultSummary, form, named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

/** Why the page is shown again. What was wrong about e-mail address or password is never told apart. */
export type SignInFault =
  | { code: "WRONG_CREDENTIALS" | "BUSY" | "EXPIRED" | "NO_ACCESS" }
  | { code: "TOO_MANY_ATTEMPTS"; minutes: number };

export interface SignInProps extends FormProps {
  /** As typed before, or as the client suggested (`login_hint`). */
  email?: string;
  fault?: SignInFault;
  client: { name: string };
  tenant?: { name: string };
}

/** Posts `email` and `password`. */
export function signInPage({ email = "", fault, client, tenant, abort, ...target }: SignInProps): Page {
  const texts = TEXTS.signIn;
  const lead = tenant ? texts.toTenant(named(client.name), named(tenant.name)) : texts.to(named(client.name));
  const body = html`<p class="soft">${lead}</p>
${faultSummary(fault && sentenceOf(fault))}${form(target, fields(email, fault?.code === "WRONG_CREDENTIALS"))}
${abortForm(abort, TEXTS.cancel, true)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: target.formTargets ?? [] });
}

function sentenceOf(fault: SignInFault): string {
  return fault.code === "TOO_MANY_ATTEMPTS"
    ? TEXTS.signIn.faults.TOO_MANY_ATTEMPTS(fault.minutes)
    : TEXTS.signIn.faults[fault.code]();
}

/**
 * The address is a text field to the browser: of an e-mail field it rewrites domains beyond ASCII and refuses such names,
 * which are registered here as they are written.
 */
function fields(email: string, areWrong: boolean): Html {
  const faulty = areWrong && FAULTY;
  return html`<label for="email">${TEXTS.email}</label>
<input id="email" name="email" type="text" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254" required value="${email}"${faulty}${email === "" && AUTOFOCUS}>
<label for="password">${TEXTS.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${faulty}${email !== "" && AUTOFOCUS}>
<button class="main">${TEXTS.signIn.submit}</button>`;
}

const AUTOFOCUS = html` autofocus`;
