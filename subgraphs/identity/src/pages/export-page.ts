import { type FormTarget, form, signedInAs } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

/** Posts nothing; the answer is the file. */
export function exportPage({ user, ...target }: FormTarget & { user: { email: string } }): Page {
  const texts = TEXTS.exportAccount;
  const body = html`<p>${texts.lead}</p>
<p class="soft small">${texts.scope}</p>
${form(target, html`<button class="main">${texts.submit}</button>`)}
<p><a class="button quiet" href="/account">${TEXTS.sessions.back}</a></p>
${signedInAs(user.email)}`;
  return pageOf({ title: texts.title, body, formTargets: [] });
}
