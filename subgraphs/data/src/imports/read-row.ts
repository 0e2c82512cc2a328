import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { RecordValidator } from "../json-schema/validator.ts";
import type { RowCode, RowFault } from "./codes.ts";
import type { SourceFormat, SourceRecord } from "./formats/source-format.ts";
import { maskValue } from "./mask-value.ts";
import type { RecordData } from "./record-data.ts";

/** A row is a record, or the first thing wrong with it. */
export type Row = { data: RecordData; fault?: undefined } | { data?: undefined; fault: RowFault };

export type RowReader = (record: SourceRecord) => Row;

/** As for a record that is created one by one. */
const MAX_JSON_BYTES = 1024 * 1024;

/** Characters of a record whose JSON cannot come near the limit, though each be escaped and every name be long. */
const SURELY_SMALL = 64 * 1024;

/** Makes records of a file into rows: first data, as its format reads it, then the whole by the collection's schema. */
export function createRowReader(format: SourceFormat, validator: RecordValidator): RowReader {
  return (record) => {
    const draft = record.fault ? { fault: record.fault } : format.dataOf(record);
    if (draft.fault) return draft;
    const { data, length } = draft;
    // First, since it bounds the depth that JSON.stringify has to bear.
    const fault = validator.firstFault(data);
    if (fault) return { fault: brokenRule(fault, format, record) };
    const isTooLarge = length > SURELY_SMALL && Buffer.byteLength(JSON.stringify(data)) > MAX_JSON_BYTES;
    return isTooLarge ? { fault: rowTooLarge() } : { data };
  };
}

export function isTooLarge(json: string): boolean {
  return Buffer.byteLength(json) > MAX_JSON_BYTES;
}

export function rowTooLarge(): RowFault {
  const message = "The row makes a record larger than 1 MiB as JSON. Shorten its values.";
  return { code: "ROW_TOO_LARGE", column: null, path: null, field: null, message, value: null };
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

/** A rule of the schema that a record breaks, in the words of a row report. */
export function brokenRule(fault: FieldFault, format: SourceFormat, record: SourceRecord): RowFault {
  const code = CODE_OF.get(fault.code) ?? "VALUE_RULE";
  const { column, path, text } = format.placeOf(fault.path, record);
  const message =
    code === "VALUE_REQUIRED" && column !== null && text === null
      ? "Give a value in this column: it is required."
      : fault.message;
  return { code, column, path, field: fault.path, message, value: text === null ? null : maskValue(text) };
}
