import { backToAccount } from "./back-link.ts";
import { FAULTY, type FormTarget, faultSummary, form, named } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface DeleteProps extends FormTarget {
  user: { email: string };
  /** Where the person can work now. */
  tenants: readonly { name: string; role: string }[];
  fault?: keyof typeof TEXTS.deleteAccount.faults;
}

/** Posts `email`, as typed to confirm. */
export function deletePage({ user, tenants, fault, ...target }: DeleteProps): Page {
  const texts = TEXTS.deleteAccount;
  const leaves = html`<p>${texts.tenants}</p>
<ul>
${tenants.map(({ name, role }) => html`<li>${texts.role(named(name), role)}</li>\n`)}</ul>
<p class="soft small">${texts.records}</p>
`;
  const content = html`<label for="email">${texts.confirm}</label>
<input id="email" name="email" type="text" inputmode="email" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="254" required aria-describedby="whose"${fault !== undefined && FAULTY}>
<p class="soft small" id="whose">${TEXTS.signedInAs(named(user.email))}</p>
<button class="main danger">${texts.submit}</button>`;
  const body = html`<p>${texts.lead}</p>
${tenants.length > 0 && leaves}${faultSummary(fault && texts.faults[fault])}${form(target, content)}
<p><a class="button quiet" href="/account">${texts.stay}</a></p>`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: [] });
}

export function deletedPage({ email }: { email: string }): Page {
  const { doneTitle, done } = TEXTS.deleteAccount;
  return pageOf({ title: doneTitle, body: html`<p>${done(named(email))}</p>` });
}

/** What keeps the account from being deleted, and what to do about it. */
export function lastAdminPage({ tenants }: { tenants: readonly { name: string }[] }): Page {
  const texts = TEXTS.deleteAccount.lastAdmin;
  const body = html`<p>${texts.lead}</p>
<ul>
${tenants.map(({ name }) => html`<li>${named(name)}</li>\n`)}</ul>
<p>${texts.handOver}</p>
<p class="soft">${texts.close}</p>
${backToAccount()}`;
  return pageOf({ title: texts.title, body });
}
