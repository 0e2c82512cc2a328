import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { type FieldType, missingValue, toSlot } from "./field-type.ts";
import type { SlotValue } from "./filter-node.ts";

const MAX_TEXT = 2_048;

const EXPECTED: { readonly [T in FieldType]: string } = {
  text: `Give a text of at most ${MAX_TEXT} characters, without NUL.`,
  integer: "Give a number.",
  number: "Give a number.",
  boolean: "Give true or false.",
  dateTime: 'Give an RFC 3339 text such as "2026-11-22T11:51:35Z".',
};

/** A given value as slots hold it. A wrong one adds a fault and reading goes on, so that all faults come together. */
export function readFilterValue(type: FieldType, value: unknown, path: string, faults: FieldFault[]): SlotValue {
  const read = typeof value === "string" && !isStorable(value) ? undefined : toSlot(type, value);
  // -0 and 0 are equal to the database; to JavaScript's `includes` and `===` they are too, but not in a cursor or a key.
  if (read !== undefined) return typeof read === "number" ? read + 0 : read;
  faults.push({ path, code: "TYPE", message: EXPECTED[type] });
  return missingValue(type);
}

/** A text to look for within others. */
export function readText(value: unknown, path: string, faults: FieldFault[]): string {
  if (typeof value === "string" && value !== "" && isStorable(value)) return value;
  const message = `Give a text of 1 to ${MAX_TEXT} characters, without NUL.`;
  faults.push({ path, code: "TYPE", message });
  return "";
}

function isStorable(text: string): boolean {
  return text.length <= MAX_TEXT && text.isWellFormed() && !text.includes("\0");
}
