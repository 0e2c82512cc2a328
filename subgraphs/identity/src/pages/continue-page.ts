import { type FormTarget, form } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

/** In place of a form that a script would post by itself: a button, for the pages have no script. */
export function continuePage({ formTargets = [], ...target }: FormTarget & { formTargets?: readonly string[] }): Page {
  const { title, lead } = TEXTS.resume;
  const body = html`<p class="soft">${lead}</p>
${form(target, html`<button class="main" autofocus>${TEXTS.continue}</button>`)}`;
  return pageOf({ title, body, formTargets });
}
