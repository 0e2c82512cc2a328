import type { TextEncoding } from "../file-options.ts";

/** What TextDecoder calls an encoding. A byte order mark says which UTF-16, so that declarations need not. */
const FAMILIES: Record<TextEncoding, string> = {
  UTF_8: "utf-8",
  UTF_16LE: "utf-16",
  UTF_16BE: "utf-16",
  WINDOWS_1252: "windows-1252",
};

/**
 * Whether what `<?xml encoding="…"?>` names is the encoding that the text was read in. ASCII is part of UTF-8; ISO 8859-1
 * is read as Windows-1252, as the Encoding Standard has it.
 */
export function isNameOf(declared: string, encoding: TextEncoding): boolean {
  if (encoding === "UTF_8" && /^(us-)?ascii$/i.test(declared)) return true;
  try {
    return new TextDecoder(declared).encoding.startsWith(FAMILIES[encoding]);
  } catch {
    return false;
  }
}
