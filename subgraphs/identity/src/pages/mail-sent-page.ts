import { wayTo } from "./account-fields.ts";
import { named } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

/** The answer to whoever gave an address, whether or not somebody has it; `again` is where they gave it. */
export function mailSentPage({ email, again }: { email: string; again: string }): Page {
  const { title, lead, hint, again: label } = TEXTS.accounts.mailSent;
  const body = html`<p>${lead(named(email))}</p>
<p class="soft small">${hint}</p>
${wayTo(again, label)}`;
  return pageOf({ title, body });
}
