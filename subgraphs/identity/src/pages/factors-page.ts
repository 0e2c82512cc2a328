import { backToAccount } from "./back-link.ts";
import { history, removal, type ShownFactor } from "./factor-rows.ts";
import { type FormTarget, faultSummary, form, hiddenField, named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface FactorsProps extends FormTarget {
  factors: readonly ShownFactor[];
  /** Whether they are others than those among which was chosen. */
  isChanged?: boolean;
}

/** All that signs in beside the password, to be looked through. Posts `keep`, the id of the one to keep. */
export function factorsPage({ factors, isChanged = false, ...target }: FactorsProps): Page {
  const texts = TEXTS.factors;
  const isEmpty = factors.length === 0;
  const list = html`<ul class="rows">
${factors.map((factor, index) => rowOf(factor, `factor-${index + 1}`, target))}</ul>
<p class="soft small">${texts.keepIs}</p>
`;
  const body = html`<p class="soft">${isEmpty ? texts.none : texts.lead}</p>
${faultSummary(isChanged ? texts.changed : undefined)}${!isEmpty && list}${backToAccount()}`;
  return pageOf({ title: texts.title, isFaulty: isChanged, body, ...(isEmpty ? {} : { formTargets: [] }) });
}

/** A copied one opens nothing: it can only go. */
function rowOf(factor: ShownFactor, id: string, target: FormTarget): Html {
  const content = html`${hiddenField("keep", factor.id)}<button aria-describedby="${id}">${TEXTS.factors.keep}</button>`;
  return html`<li><div>
<a id="${id}" href="${removal(factor)}">${named(factor.name)}</a><br>
${history(factor)}</div>
${!factor.isFlagged && form(target, content)}</li>
`;
}

/** The same for somebody who is not signed in, and so cannot remove any. */
export function factorsLeft(factors: readonly ShownFactor[], recoveryCodes: number): Html {
  const texts = TEXTS.factors;
  return html`<p>${texts.left}</p>
<dl>
${factors.map((factor) => html`<dt>${named(factor.name)}</dt><dd>${history(factor)}</dd>\n`)}</dl>
${recoveryCodes > 0 && html`<p class="soft small">${texts.codesLeft(recoveryCodes)}</p>\n`}<p class="note">${texts.unknown}</p>`;
}
