import { unguardFormula } from "@bulkhead/kernel/csv-text.ts";
import { toPointer } from "../../../json-schema/json.ts";
import type { RowFault } from "../../codes.ts";
import { maskValue } from "../../mask-value.ts";
import type { RecordData } from "../../record-data.ts";
import type { Formulas } from "../file-options.ts";
import { isHeld } from "../json/json-number.ts";
import { parseJson } from "../json/parse-json.ts";
import { type CsvField, type Draft, NULL_FIELD } from "../source-format.ts";
import type { Column, ColumnKind } from "./columns.ts";

/** Makes the fields of a record into data, each text by its column's type. */
export function createFieldReader(
  columns: readonly Column[],
  formulas: Formulas,
): (fields: readonly CsvField[]) => Draft {
  const isGuarded = formulas === "GUARDED";
  return (fields) => {
    if (fields.length !== columns.length) return { fault: wrongNumberOfFields(fields.length, columns.length) };
    const data: RecordData = {};
    let length = 0;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at] as Column;
      const field = fields[at] as CsvField;
      if (field === null || field === NULL_FIELD) {
        if ((field === NULL_FIELD && column.kind !== "none") || column.emptyIsNull) data[column.name] = null;
        continue;
      }
      if (column.kind === "none") continue;
      const value = column.kind === "string" && isGuarded ? unguardFormula(field) : readCell(column.kind, field);
      if (value === undefined) return { fault: wrongCell(column, field) };
      data[column.name] = value;
      length += field.length;
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
    case "number":
      return JSON_NUMBER.test(text) && isHeld(text) ? Number(text) : undefined;
    case "none":
      return undefined;
    case "json":
      return parseJson(text).value;
  }
}

export const EXPECTED: Record<ColumnKind, string> = {
  string: "Give text.",
  integer:
    "Give a whole number between -9007199254740991 and 9007199254740991, such as 42, without spaces or separators.",
  number: "Give a number such as 3.14 or -1e6, with a point, without spaces or separators.",
  boolean: "Give true or false.",
  none: "Nothing is read here.",
  json: 'Give JSON text, such as ["a","b"], in quotes with the quotes inside doubled.',
};

function wrongCell({ name, kind }: Column, text: string): RowFault {
  const place = { column: name, path: null, value: maskValue(text) };
  const fault = kind === "json" ? parseJson(text).fault : undefined;
  if (fault && fault.code !== "ROW_JSON")
    return { ...place, code: fault.code, message: fault.message, field: `${toPointer([name])}${fault.pointer ?? ""}` };
  const code = kind === "json" ? "VALUE_JSON" : "VALUE_TYPE";
  return { ...place, code, field: toPointer([name]), message: EXPECTED[kind] };
}

function wrongNumberOfFields(found: number, wanted: number): RowFault {
  const message = `The row has ${found} fields and the header ${wanted}. Give every row as many fields as the header.`;
  return { code: "ROW_FIELDS", column: null, path: null, field: null, message, value: null };
}
