/** Why a whole file is refused: code → when it happens (docs/errors.md is tested against this list). */
export const FILE_CODES = {
  FILE_ENCODING: "The file is not in the encoding that was said or found, or mixes two.",
  FILE_NUL: "The file contains a NUL byte.",
  FILE_FORMAT: "The file is not of the format that was said, or of none that is read.",
  GZIP_DAMAGED: "The packed file is damaged, breaks off, or is not gzip though that was said.",
  GZIP_TOO_LARGE: "The packed file unpacks to more bytes than the installation allows.",
  GZIP_BOMB: "The packed file unpacks to more than 250 times its length.",
  CSV_EMPTY: "The file has no header line.",
  CSV_HEADER: "The header does not name exactly the properties of the collection's schema.",
  CSV_QUOTE: "A quote stands inside an unquoted field, text follows a closing quote, or a quote is never closed.",
  CSV_FIELD_TOO_LARGE: "A field is larger than 256 KiB.",
  CSV_RECORD_TOO_LARGE: "A row is larger than 1 MiB.",
  CSV_TOO_MANY_COLUMNS: "A row has more than 1,000 fields.",
  FILE_EMPTY: "The file has nothing in it.",
  FILE_TOO_MANY_ROWS: "The file has more than 2,147,483,647 rows or lines.",
  JSON_SYNTAX: "The file is not one well-formed JSON document outside of its records, or breaks off.",
  JSON_DEPTH: "The JSON document is nested more than 1,000 levels deep.",
  JSON_ITEMS: "There is no array of records where `items` points, or two are.",
  XML_SYNTAX: "The file is not well-formed XML 1.0, or names an entity other than the five.",
  XML_DOCTYPE: "The file has a document type (DOCTYPE), which is refused whatever it declares.",
  XML_DEPTH: "Elements are nested more than 64 levels deep.",
  XML_TOO_LARGE: "A text, comment or tag is larger than 1 MiB, or an element has more than 1,000 attributes.",
  XML_ITEMS: "There is no element where `items` points.",
  ROWS_REJECTED: "The mode is STRICT and at least one row is wrong, so none was stored.",
  COLLECTION_CHANGED: "The collection's schema changed after the rows were checked, and a row is wrong by the new one.",
  VALUE_TAKEN_SINCE:
    "The mode is STRICT, and a unique value of the file was taken by another record after the rows were checked.",
  KEY_CHANGED: "The key of an import by UPSERT or REPLACE is not unique any more, or of another type.",
  KEYS_UNREADABLE:
    "The action is REPLACE, the mode PARTIAL, and of at least one rejected row nobody can say which record it is about.",
  IMPORT_REFUSED: "Who asked for the import may not do it any more.",
  IMPORT_OVER_QUOTA: "The tenant's plan allows no more records or bytes.",
  IMPORT_CANCELLED: "Somebody cancelled the import, or an Admin its job.",
  IMPORT_INTERRUPTED: "An unforeseen fault of the server ended the import; it was logged with the import's request id.",
} as const;

export type FileCode = keyof typeof FILE_CODES;

/** Why a row is refused: code → when it happens (docs/errors.md is tested against this list). */
export const ROW_CODES = {
  ROW_FIELDS: "The row has fewer or more fields than the header.",
  ROW_TOO_LARGE: "The row, or the record it makes, is larger than 1 MiB.",
  ROW_JSON: "The line or element is no JSON object.",
  VALUE_REQUIRED: "A required column is empty.",
  VALUE_TYPE: "The text is no value of the column's type.",
  VALUE_JSON: "The column takes JSON text and the text is not, or holds what no record may hold.",
  VALUE_DUPLICATE: "A name comes twice in an object of JSON.",
  VALUE_NUMBER:
    "The number is one that a double does not hold: too large, too small, or an integer beyond 2^53 that is not exact.",
  VALUE_ENUM: "The value is none of those allowed (`enum`, `const`).",
  VALUE_RANGE: "The number is too small, too large or no allowed multiple.",
  VALUE_LENGTH: "The text is too short or too long.",
  VALUE_PATTERN: "The text does not match the column's `pattern`.",
  VALUE_FORMAT: "The text does not have the column's `format`.",
  VALUE_TAKEN: "The value must be unique, and another record or a row before this one has it.",
  KEY_REPEATED: "A row before this one has the same key.",
  VALUE_RULE: "Another rule of the schema does not hold; the message names it.",
} as const;

export type RowCode = keyof typeof ROW_CODES;

/** A fault of the whole file. Public: its message goes to whoever reads the import, so it never quotes the file. */
export class FileFault extends Error {
  readonly code: FileCode;
  readonly line: number | null;

  constructor(code: FileCode, line: number | null, message: string) {
    super(message);
    this.name = "FileFault";
    this.code = code;
    this.line = line;
  }
}

/** A fault of one row, its first. */
export interface RowFault {
  code: RowCode;
  /** Name of the column (CSV). */
  column: string | null;
  /** Where it stands in a file that is a tree, below the record's own path. */
  path: string | null;
  /** The field of the collection: JSON Pointer into a record's data. */
  field: string | null;
  message: string;
  /** Masked. */
  value: string | null;
}
