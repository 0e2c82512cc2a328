import { named } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

/** The answer to whoever gave an address, whether or not somebody has it. */
export function mailSentPage({ email }: { email: string }): Page {
  const { title, lead, hint } = TEXTS.accounts.mailSent;
  const body = html`<p>${lead(named(email))}</p>
<p class="soft small">${hint}</p>`;
  return pageOf({ title, body });
}
