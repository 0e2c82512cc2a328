import { type Html, html } from "./html.ts";
import { TEXTS } from "./texts.ts";

/** From a page about one thing of an account to the page about all of them. */
export function backToAccount(): Html {
  return html`<a class="button quiet" href="/account">${TEXTS.account.back}</a>`;
}
