import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

/** A path here, an address of the web, or one of a private-use scheme, which has a dot (RFC 8252 section 7.1). */
const LEADS_SOMEWHERE = /^(?:\/(?![/\\])|https?:\/\/|[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:)/i;

/**
 * In place of a redirect that answers a form: the browser goes on by itself, and by a link where it does not.
 *
 * Chromium holds every redirect after a form against `form-action`, also those that the client makes after it has got its
 * answer, which nobody here can foresee; it stops without a word to the user. A page in between ends the form.
 */
export function onwardPage({ to }: { to: string }): Page {
  if (!LEADS_SOMEWHERE.test(to)) throw new TypeError(`leads nowhere: ${JSON.stringify(to)}`);
  const { title, lead } = TEXTS.onward;
  const body = html`<p class="soft">${lead}</p>
<a class="button main" href="${to}">${TEXTS.continue}</a>`;
  return pageOf({ title, body, refresh: to });
}
