import { type FormProps, form, hiddenField, named } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface SignOutProps extends Omit<FormProps, "abort"> {
  /** Proves that the form is from this browser's session, where the library wants that. */
  xsrf?: string;
  email?: string;
}

/** Posts `xsrf`, and `logout` when it is meant (OpenID Connect RP-Initiated Logout 1.0 section 2). */
export function signOutPage({ xsrf, email, ...target }: SignOutProps): Page {
  const texts = TEXTS.signOut;
  const content = html`${xsrf !== undefined && hiddenField("xsrf", xsrf)}<button class="main" name="logout" value="yes">${texts.submit}</button>
<button>${texts.stay}</button>`;
  const lead = email === undefined ? texts.lead : texts.leadOf(named(email));
  const body = html`<p class="soft">${lead}</p>
${form(target, content)}`;
  return pageOf({ title: texts.title, body, formTargets: target.formTargets ?? [] });
}

/** `signIn` is where to sign in again; a client knows that itself. */
export function signedOutPage({ client, signIn }: { client?: { name: string }; signIn?: string } = {}): Page {
  const { doneTitle, done, doneOf } = TEXTS.signOut;
  const body = html`<p>${client ? doneOf(named(client.name)) : done}</p>
${signIn !== undefined && html`<a class="button" href="${signIn}">${TEXTS.accounts.signIn}</a>`}`;
  return pageOf({ title: doneTitle, body });
}
