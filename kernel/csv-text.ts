/**
 * What a spreadsheet would run, some of it in full width or behind a line end alone, and what looks like such a text with
 * apostrophes before it.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;
const APOSTROPHE = 39;

/** The text with an apostrophe before what a spreadsheet would take for a formula; `unguardFormula` takes it off again. */
export function guardFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text that was guarded; any other as it is. */
export function unguardFormula(text: string): string {
  return text.charCodeAt(0) === APOSTROPHE && GUARDED.test(text) ? text.slice(1) : text;
}

/** Besides what RFC 4180 has quoted: what would be taken for another delimiter, for nothing, for null, or be trimmed. */
const PLAIN = /^[^"\s,;|\ufeff\\](?:[^"\r\n\t,;|]*[^"\s,;|])?$/;

/** The text as a cell of CSV, in quotes where it needs them. */
export function csvCell(text: string): string {
  return PLAIN.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
