import type { RecordData } from "../../record-data.ts";
import { valueAt } from "../json-pointer.ts";
import type { Draft, Place, SourceRecord } from "../source-format.ts";
import { parseJson } from "./parse-json.ts";

/** A record that is a JSON text of its own: a line of NDJSON, an element of an array. */
export interface JsonRecord extends SourceRecord {
  text: string;
}

export function dataOfJson(record: SourceRecord): Draft {
  const { text } = record as JsonRecord;
  const { value, fault } = parseJson(text);
  if (fault) {
    const { code, pointer, message } = fault;
    return { fault: { code, column: null, path: pointer, field: pointer, message, value: null } };
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return { data: value as RecordData, length: text.length };
  const message = "The record is no JSON object. Give an object with the fields of the collection.";
  return { fault: { code: "ROW_JSON", column: null, path: null, field: null, message, value: null } };
}

/** A field stands where its JSON Pointer says. */
export function placeInJson(field: string, record: SourceRecord): Place {
  // Parsed again: few records have a fault, and the values of the others need not be kept for it.
  const value = valueAt(parseJson((record as JsonRecord).text).value, field);
  const isText = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { column: null, path: field, text: isText ? String(value) : null };
}
