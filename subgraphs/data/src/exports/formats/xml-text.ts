/** Not in the production Char of XML 1.0 (section 2.2): no document can hold it, not even as a reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_CHAR = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const NO_CHARS = new RegExp(NO_CHAR, "g");

export function isXmlText(text: string): boolean {
  return !NO_CHAR.test(text);
}

/** A name without a colon that every parser takes; others are written as the attribute of an element. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

export function isXmlName(name: string): boolean {
  return NAME.test(name) && !/^xml/i.test(name);
}

const REFERENCES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const reference = (char: string) => REFERENCES[char] ?? `&#${char.charCodeAt(0)};`;

/** A carriage return would be read as a line feed (section 2.11). */
export function xmlText(text: string): string {
  return text.replace(/[&<>\r]/g, reference);
}

/** White space in attributes would be read as spaces (section 3.3.3). */
export function xmlAttribute(text: string): string {
  return `"${text.replace(/[&<>"\t\n\r]/g, reference)}"`;
}

/** JSON says with escapes what XML has no way for. */
export function jsonInXml(value: unknown): string {
  const text = JSON.stringify(value).replace(
    NO_CHARS,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return xmlText(text);
}
