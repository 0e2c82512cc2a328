export type FileFormat = "CSV" | "JSON" | "NDJSON" | "XML";
export type TextEncoding = "UTF_8" | "UTF_16LE" | "UTF_16BE" | "WINDOWS_1252";
export type Compression = "NONE" | "GZIP";
export type Delimiter = "COMMA" | "SEMICOLON" | "TAB" | "PIPE";
export type Formulas = "GUARDED" | "VERBATIM";

/** How a file is to be read. What is null was not said, and is found out by looking. */
export interface FileOptions {
  format: FileFormat | null;
  encoding: TextEncoding | null;
  compression: Compression | null;
  /** Between the fields of CSV. */
  delimiter: Delimiter | null;
  /** Where the records lie in a tree: JSON Pointer to an array, or path of elements such as `/orders/order`. */
  items: string | null;
  formulas: Formulas;
}

export const NOTHING_SAID: FileOptions = {
  format: null,
  encoding: null,
  compression: null,
  delimiter: null,
  items: null,
  formulas: "GUARDED",
};

/** The options among other columns of a row. */
export function optionsOf({ format, encoding, compression, delimiter, items, formulas }: FileOptions): FileOptions {
  return { format, encoding, compression, delimiter, items, formulas };
}
