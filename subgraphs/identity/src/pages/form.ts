import { type Html, html } from "./html.ts";
import { TEXTS } from "./texts.ts";

/** Where a form is posted, an address of this server, and what is posted with it unseen. */
export interface FormTarget {
  action: string;
  hidden?: Readonly<Record<string, string>>;
}

/** Props of a page with a form. */
export interface FormProps extends FormTarget {
  /** The way out of it; without one there is none on the page. */
  abort?: FormTarget;
  /** Where posting it may end besides here: `formTargetOf` the client's redirect address. */
  formTargets?: readonly string[];
}

export function form(target: FormTarget, content: Html): Html {
  const hidden = Object.entries(target.hidden ?? {}).map(([name, value]) => hiddenField(name, value));
  return html`<form method="post" action="${ownAddress(target.action)}">
${hidden}${content}
</form>`;
}

/** A form of its own, after the main one, so that the Enter key never chooses it. `isQuiet` where it answers no question. */
export function abortForm(abort: FormTarget | undefined, label: string, isQuiet: boolean): Html | undefined {
  return abort && form(abort, html`<button${isQuiet && html` class="quiet"`}>${label}</button>`);
}

export function hiddenField(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">
`;
}

export const FAULT_ID = "fault";

/** What is wrong, before the fields; those with `FAULTY` are described by it. */
export function faultSummary(sentence: string | undefined): Html | undefined {
  return sentence === undefined
    ? undefined
    : html`<p class="fault" id="${FAULT_ID}" role="alert">${sentence}</p>
`;
}

/** Attributes of a field that the summary is about. */
export const FAULTY = html` aria-invalid="true" aria-describedby="${FAULT_ID}"`;

/** A name that somebody chose, set apart so that no character in it turns the direction of the sentence around it. */
export function named(name: string): Html {
  return html`<bdi class="name">${name}</bdi>`;
}

/** Whose session it is, at the end of a page. */
export function signedInAs(email: string): Html {
  return html`<footer>${TEXTS.signedInAs(named(email))}</footer>`;
}

/** The policy stops a form that leads elsewhere, and a script in an address; a link it does not. */
export function ownAddress(address: string): string {
  if (!/^(?:\/(?![/\\])|https?:\/\/)/.test(address)) throw new TypeError(`not an address: ${JSON.stringify(address)}`);
  return address;
}
