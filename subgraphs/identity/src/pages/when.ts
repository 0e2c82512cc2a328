import { type Html, html } from "./html.ts";
import { TEXTS } from "./texts.ts";

/** A page does not know the clock of who reads it, so it names the one it tells the time by. */
const FORMAT = new Intl.DateTimeFormat(TEXTS.dates, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** An instant, given as RFC 3339, for people and for programs that read pages to them. */
export function when(instant: string): Html {
  return html`<time datetime="${instant}">${FORMAT.format(new Date(instant))} UTC</time>`;
}
