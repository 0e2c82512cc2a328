import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { RecordValidator } from "../json-schema/validator.ts";
import type { RowCode, RowFault } from "./codes.ts";
import type { Column, ColumnKind } from "./columns.ts";
import { maskValue } from "./mask-value.ts";

export type RecordData = Record<string, unknown>;

/** A row is a record, or the first thing wrong with it. */
export type Row = { data: RecordData; fault?: undefined } | { data?: undefined; fault: RowFault };

export type RowReader = (fields: readonly (string | null)[]) => Row;

/** As for a record that is created one by one. */
const MAX_JSON_BYTES = 1024 * 1024;

/** Characters of a row whose JSON cannot come near the limit, though each be escaped and every name be long. */
const SURELY_SMALL = 64 * 1024;

/** Makes rows into records: each text by its column's type, then the whole by the collection's schema. */
export function createRowReader(columns: readonly Column[], validator: RecordValidator): RowReader {
  return (fields) => {
    if (fields.length !== columns.length) return { fault: wrongNumberOfFields(fields.length, columns.length) };
    const data: RecordData = {};
    let length = 0;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at] as Column;
      const text = fields[at] as string | null;
      if (text === null) {
        if (column.emptyIsNull) data[column.name] = null;
        continue;
      }
      const value = readCell(column.kind, text);
      if (value === undefined) return { fault: wrongCell(column, text) };
      data[column.name] = value;
      length += text.length;
    }
    if (length > SURELY_SMALL && Buffer.byteLength(JSON.stringify(data)) > MAX_JSON_BYTES)
      return { fault: rowTooLarge() };
    const fault = validator.firstFault(data);
    return fault ? { fault: brokenRule(fault, columns, fields) } : { data };
  };
}

/** RFC 8259 section 6: no plus sign, no leading zeros, no hexadecimal, no spaces. */
const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** The value a text stands for, or undefined when it stands for none of this kind. */
export function readCell(kind: ColumnKind, text: string): unknown {
  switch (kind) {
    case "string":
      return text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "integer": {
      const number = JSON_NUMBER.test(text) ? Number(text) : Number.NaN;
      return Number.isSafeInteger(number) ? number : undefined;
    }
    case "number": {
      const number = JSON_NUMBER.test(text) ? Number(text) : Number.NaN;
      return Number.isFinite(number) ? number : undefined;
    }
    case "json":
      return readJson(text);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const EXPECTED: Record<ColumnKind, string> = {
  string: "Give text.",
  integer:
    "Give a whole number between -9007199254740991 and 9007199254740991, such as 42, without spaces or separators.",
  number: "Give a number such as 3.14 or -1e6, with a point, without spaces or separators.",
  boolean: "Give true or false.",
  json: 'Give JSON text, such as ["a","b"], in quotes with the quotes inside doubled.',
};

function wrongCell({ name, kind }: Column, text: string): RowFault {
  return {
    code: kind === "json" ? "VALUE_JSON" : "VALUE_TYPE",
    column: name,
    message: EXPECTED[kind],
    value: maskValue(text),
  };
}

function wrongNumberOfFields(found: number, wanted: number): RowFault {
  const message = `The row has ${found} fields and the header ${wanted}. Give every row as many fields as the header.`;
  return { code: "ROW_FIELDS", column: null, message, value: null };
}

function rowTooLarge(): RowFault {
  const message = "The row makes a record larger than 1 MiB as JSON. Shorten its values.";
  return { code: "ROW_TOO_LARGE", column: null, message, value: null };
}

/** The schema's keywords, as the room's validator names them, in the words of a row report. */
const CODE_OF: ReadonlyMap<string, RowCode> = new Map(
  Object.entries({
    REQUIRED: "VALUE_REQUIRED",
    TYPE: "VALUE_TYPE",
    ENUM: "VALUE_ENUM",
    CONST: "VALUE_ENUM",
    MINIMUM: "VALUE_RANGE",
    MAXIMUM: "VALUE_RANGE",
    EXCLUSIVE_MINIMUM: "VALUE_RANGE",
    EXCLUSIVE_MAXIMUM: "VALUE_RANGE",
    MULTIPLE_OF: "VALUE_RANGE",
    MIN_LENGTH: "VALUE_LENGTH",
    MAX_LENGTH: "VALUE_LENGTH",
    PATTERN: "VALUE_PATTERN",
    FORMAT: "VALUE_FORMAT",
    INVALID_TEXT: "VALUE_JSON",
    NOT_FINITE: "VALUE_JSON",
    TOO_DEEP: "VALUE_JSON",
    FORBIDDEN_NAME: "VALUE_JSON",
  } satisfies Record<string, RowCode>),
);

function brokenRule(fault: FieldFault, columns: readonly Column[], fields: readonly (string | null)[]): RowFault {
  const code = CODE_OF.get(fault.code) ?? "VALUE_RULE";
  const name = fault.path.split("/")[1]?.replaceAll("~1", "/").replaceAll("~0", "~");
  const at = columns.findIndex((column) => column.name === name);
  const text = fields[at] ?? null;
  const message =
    code === "VALUE_REQUIRED" && text === null ? "Give a value in this column: it is required." : fault.message;
  // A required column that the file lacks altogether was refused with the header, unless only this row's values need it.
  return { code, column: columns[at]?.name ?? null, message, value: text === null ? null : maskValue(text) };
}
