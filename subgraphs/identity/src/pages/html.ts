/** Not exported: a value that came from outside cannot have a member of this name, so it cannot pass for markup. */
const MARKUP = Symbol("markup");

/** Markup made by `html`. */
export interface Html {
  readonly [MARKUP]: string;
}

/** What a template may show: text, which is escaped; markup, which is not; nothing. */
export type Shown = string | number | Html | readonly Html[] | false | undefined;

/** Markup from a template: what is written in it stands as it is, what is put into it is escaped unless `html` made it. */
export function html(parts: TemplateStringsArray, ...values: readonly Shown[]): Html {
  return { [MARKUP]: parts.reduce((before, part, index) => before + show(values[index - 1]) + part) };
}

/** Text of our own that must stand as it is, such as a style sheet. Never what somebody gave us. */
export function verbatim(text: string): Html {
  return { [MARKUP]: text };
}

export function markupOf(made: Html): string {
  return made[MARKUP];
}

function show(value: Shown): string {
  if (value === false || value === undefined) return "";
  if (typeof value !== "object") return escaped(String(value));
  if (Array.isArray(value)) return value.map(show).join("");
  return isHtml(value) ? value[MARKUP] : escaped(String(value));
}

function isHtml(value: object): value is Html {
  return Object.hasOwn(value, MARKUP);
}

/** Safe as text and between quotation marks of either kind. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
