import { backToAccount } from "./back-link.ts";
import { about, factorRows, type ShownFactor } from "./factor-rows.ts";
import { type FormTarget, form, hiddenField, named } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

/** Which one it is to be. */
export function chooseFactorPage({ factors }: { factors: readonly ShownFactor[] }): Page {
  const texts = TEXTS.removeFactor;
  const body = html`<p class="soft">${factors.length === 0 ? texts.none : texts.choose}</p>
${factorRows(factors)}
${backToAccount()}`;
  return pageOf({ title: texts.title, body });
}

export interface RemoveFactorProps extends FormTarget {
  factor: ShownFactor;
  /** Whether nothing but the password is left then. */
  isLast: boolean;
}

/** Posts `id`. */
export function removeFactorPage({ factor, isLast, ...target }: RemoveFactorProps): Page {
  const texts = TEXTS.removeFactor;
  const body = html`<p>${texts.confirm(named(factor.name))}</p>
<p class="small">${about(factor)}</p>
${isLast && html`<p class="fault">${texts.last}</p>`}
${form(target, html`${hiddenField("id", factor.id)}<button class="main">${texts.submit}</button>`)}
<a class="button" href="/account">${texts.keep}</a>`;
  return pageOf({ title: texts.confirmTitle, body, formTargets: [] });
}
