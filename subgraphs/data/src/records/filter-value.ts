import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { type FieldType, missingValue, toSlot } from "./field-type.ts";
import type { ContainsLeaf, QueryField, SlotValue } from "./filter-node.ts";
import { foldText, gramsOf } from "./fold.ts";

const MAX_TEXT = 2_048;
const MAX_CONTAINED = 200;

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

/** A text to look for within others, whatever its case. */
export function readContains(
  field: QueryField,
  given: unknown,
  path: string,
  negated: boolean,
  faults: FieldFault[],
): ContainsLeaf {
  if (typeof given === "string" && given !== "" && given.length <= MAX_CONTAINED && isStorable(given)) {
    const text = foldText(given);
    const { searched } = field;
    const grams = searched ? gramsOf(searched.collectionId, searched.slot, text) : [];
    return { kind: "contains", field, text, grams, negated };
  }
  const message = `Give a text of 1 to ${MAX_CONTAINED} characters, without NUL.`;
  faults.push({ path, code: "TYPE", message });
  return { kind: "contains", field, text: "", grams: [], negated };
}

function isStorable(text: string): boolean {
  return text.length <= MAX_TEXT && text.isWellFormed() && !text.includes("\0");
}
