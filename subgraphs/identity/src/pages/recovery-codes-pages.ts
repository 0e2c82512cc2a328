import { backToAccount } from "./back-link.ts";
import { type FormTarget, form, ownAddress } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface RecoveryCodesProps extends FormTarget {
  /** Unused ones. */
  left: number;
  /** Without one there is nothing that codes could stand in for. */
  hasFactor: boolean;
}

/** Posts nothing: to ask for new codes is all there is to say. */
export function recoveryCodesPage({ left, hasFactor, ...target }: RecoveryCodesProps): Page {
  const texts = TEXTS.recoveryCodes;
  if (!hasFactor)
    return pageOf({
      title: texts.title,
      body: html`<p>${texts.none}</p>
${backToAccount()}`,
    });
  const body = html`<p>${texts.left(left)}</p>
<p class="soft">${texts.lead}</p>
${form(target, html`<button class="main">${texts.make}</button>`)}
${backToAccount()}`;
  return pageOf({ title: texts.title, body, formTargets: [] });
}

/** The one time that they are shown, and the way on. */
export function newCodesPage({ codes, onward }: { codes: readonly string[]; onward?: string }): Page {
  const texts = TEXTS.recoveryCodes;
  const body = html`<p class="soft">${texts.made}</p>
<ol class="codes">
${codes.map((code) => html`<li>${code}</li>\n`)}</ol>
<a class="button main note" href="${ownAddress(onward ?? "/account")}">${texts.done}</a>`;
  return pageOf({ title: texts.madeTitle, body });
}
