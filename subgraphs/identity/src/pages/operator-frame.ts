import { FAULT_ID, form } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export const OPERATOR_PLACES = {
  tenants: "/operator",
  operators: "/operator/operators",
  reports: "/operator/reports",
  token: "/operator/token",
} as const;
export type OperatorPlace = keyof typeof OPERATOR_PLACES;

export interface OperatorFrame {
  /** The places that whoever is signed in may go to, in order. */
  places: readonly OperatorPlace[];
  /** Which of them it is. */
  place: OperatorPlace;
  operator: { email: string };
  /** What is wrong, as a sentence. */
  fault?: string | undefined;
  /** What was done. */
  done?: string | undefined;
}

/** A page of the console: where one can go, what happened, and who is signed in. */
export function operatorPage(title: string, { places, place, operator, fault, done }: OperatorFrame, body: Html): Page {
  const texts = TEXTS.operators.nav;
  const links = places.map(
    (one) => html`<a href="${OPERATOR_PLACES[one]}"${one === place && html` aria-current="page"`}>${texts[one]}</a>\n`,
  );
  const content = html`${fault !== undefined && html`<p class="fault" id="${FAULT_ID}" role="alert">${fault}</p>\n`}${
    done !== undefined && html`<p class="done" role="status">${done}</p>\n`
  }${body}
<footer>${TEXTS.signedInAs(html`<bdi class="name">${operator.email}</bdi>`)}</footer>`;
  const nav = html`<nav aria-label="${TEXTS.operators.signIn.title}">
${links}${form({ action: "/operator/sign-out" }, html`<button>${texts.signOut}</button>`)}
</nav>`;
  return pageOf({ title, isFaulty: fault !== undefined, body: content, lead: nav, formTargets: [], isWide: true });
}

/** A value that is shown once, to be copied. */
export function shownOnce(id: string, label: string, value: string): Html {
  return html`<label for="${id}">${label}</label>
<output class="codes secret" id="${id}">${value}</output>`;
}

export function textField(
  id: string,
  label: string,
  { value = "", name = id, mode = "text" }: { value?: string; name?: string; mode?: "text" | "numeric" | "email" } = {},
): Html {
  return html`<div><label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="text" inputmode="${mode}" autocomplete="off" spellcheck="false" maxlength="254" required value="${value}"></div>`;
}

export function choice(
  id: string,
  label: string,
  options: readonly (readonly [value: string, label: string])[],
  chosen?: string,
): Html {
  return html`<div><label for="${id}">${label}</label>
<select id="${id}" name="${id.replace(/-\d+$/, "")}">
${options.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>\n`)}</select></div>`;
}
