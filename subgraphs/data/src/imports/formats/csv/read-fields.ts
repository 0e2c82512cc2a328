import { toPointer } from "../../../json-schema/json.ts";
import type { RowFault } from "../../codes.ts";
import { maskValue } from "../../mask-value.ts";
import type { RecordData } from "../../read-row.ts";
import type { Draft } from "../source-format.ts";
import type { Column, ColumnKind } from "./columns.ts";

/** Makes the fields of a record into data, each text by its column's type. */
export function createFieldReader(columns: readonly Column[]): (fields: readonly (string | null)[]) => Draft {
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
    return { data, length };
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
    path: null,
    field: toPointer([name]),
    message: EXPECTED[kind],
    value: maskValue(text),
  };
}

function wrongNumberOfFields(found: number, wanted: number): RowFault {
  const message = `The row has ${found} fields and the header ${wanted}. Give every row as many fields as the header.`;
  return { code: "ROW_FIELDS", column: null, path: null, field: null, message, value: null };
}
