/** What a spreadsheet would run, and what looks like such a text with apostrophes before it. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** The text with an apostrophe before what a spreadsheet would take for a formula; imports take one off again. */
export function guardFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Besides what RFC 4180 has quoted: what would be taken for another delimiter, for nothing, for null, or be trimmed. */
const PLAIN = /^[^"\s,;|\ufeff\\](?:[^"\r\n\t,;|]*[^"\s,;|])?$/;

/** The text as a cell of CSV, in quotes where it needs them. */
export function csvCell(text: string): string {
  return PLAIN.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
