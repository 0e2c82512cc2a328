import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { isStorable } from "../json-schema/json.ts";
import { type FieldType, missingValue, toSlot } from "./field-type.ts";
import type { IndexedField, Layout } from "./layout.ts";
import type { Slot } from "./slots.ts";
import { readContains, type TextCondition } from "./text-condition.ts";

/** One condition as the API takes it: a field and exactly one operator. */
export interface RecordFilter {
  field: string;
  equals?: unknown;
  in?: readonly unknown[] | null;
  lessThan?: unknown;
  lessThanOrEqual?: unknown;
  greaterThan?: unknown;
  greaterThanOrEqual?: unknown;
  startsWith?: string | null;
  contains?: string | null;
}

type SlotValue = string | number;

/** A collection as far as filters are read for it. */
export type Searched = Pick<Layout, "fields" | "texts"> & { id: string };

/**
 * A condition as the statement takes it. Every operator is leakproof, so the slot's index serves it. A range always has
 * a lower end, which keeps records without the field out of it.
 */
export type Condition = SlotCondition | TextCondition;

export type SlotCondition =
  | { slot: Slot; operator: "="; value: SlotValue }
  | { slot: Slot; operator: "any"; values: SlotValue[] }
  | { slot: Slot; operator: "range"; from: Bound; to?: Bound };

interface Bound {
  value: SlotValue;
  inclusive: boolean;
}

const MAX_CONDITIONS = 20;
const MAX_IN = 100;
const MAX_TEXT = 2_048;

const OPERATORS = [
  "equals",
  "in",
  "lessThan",
  "lessThanOrEqual",
  "greaterThan",
  "greaterThanOrEqual",
  "startsWith",
  "contains",
] as const;
type Operator = (typeof OPERATORS)[number];

/** Reads the filter of a list. Errors: FIELD_NOT_INDEXED, BAD_USER_INPUT with the path of each wrong value. */
export function readFilter(filter: readonly RecordFilter[], collection: Searched): Condition[] {
  if (filter.length > MAX_CONDITIONS)
    refuseFaults([{ path: "filter", code: "TOO_MANY", message: `Give at most ${MAX_CONDITIONS} conditions.` }]);
  const faults: FieldFault[] = [];
  const conditions = filter.map((condition, at) => readCondition(condition, `filter.${at}`, collection, faults));
  refuseFaults(faults);
  return conditions.filter((condition) => condition !== undefined);
}

/** The indexed field of that name, or FIELD_NOT_INDEXED with what to mark. */
export function indexedField(fields: readonly IndexedField[], name: string, path: string): IndexedField {
  const field = fields.find((one) => one.name === name);
  if (field) return field;
  const shown = name.toWellFormed().slice(0, 100);
  const message = `"${shown}" cannot be filtered or sorted by: its property is not marked "x-indexed": true.`;
  throw new AppError("FIELD_NOT_INDEXED", message, { fields: [{ path, code: "FIELD_NOT_INDEXED", message }] });
}

function readCondition(
  condition: RecordFilter,
  path: string,
  collection: Searched,
  faults: FieldFault[],
): Condition | undefined {
  // A null means "not given", except for `equals`, where it is a value.
  const given = OPERATORS.filter(
    (name) => condition[name] !== undefined && (name === "equals" || condition[name] !== null),
  );
  const [operator] = given;
  if (given.length !== 1 || !operator) {
    faults.push({ path, code: "ONE_OPERATOR", message: "Give exactly one operator per condition." });
    return undefined;
  }
  const at = `${path}.${operator}`;
  if (operator === "contains") return readContains(collection, condition.field, condition.contains ?? "", at, faults);
  const field = indexedField(collection.fields, condition.field, `${path}.field`);
  if (operator === "startsWith" && field.type !== "text") {
    faults.push({ path: at, code: "TEXT_ONLY", message: "Only a text field can be compared by its beginning." });
    return undefined;
  }
  if (operator === "in" && (condition.in ?? []).length > MAX_IN) {
    faults.push({ path: at, code: "TOO_MANY", message: `Give at most ${MAX_IN} values.` });
    return undefined;
  }
  return toCondition(field, operator, condition, reader(field.type, at, faults));
}

type Read = (value: unknown, item?: number) => SlotValue;

/** Turns given values into the slot's. A wrong one adds a fault and reading goes on, so that all faults come together. */
function reader(type: FieldType, path: string, faults: FieldFault[]): Read {
  return (value, item) => {
    const read = typeof value === "string" && !isComparable(value) ? undefined : toSlot(type, value);
    if (read !== undefined) return read;
    faults.push({ path: item === undefined ? path : `${path}.${item}`, code: "TYPE", message: EXPECTED[type] });
    return missingValue(type);
  };
}

const EXPECTED: { readonly [T in FieldType]: string } = {
  text: `Give a text of at most ${MAX_TEXT} characters, without NUL.`,
  integer: "Give a number.",
  number: "Give a number.",
  boolean: "Give true or false.",
  dateTime: 'Give an RFC 3339 text such as "2026-11-22T11:51:35Z".',
};

function isComparable(text: string): boolean {
  return text.length <= MAX_TEXT && isStorable(text);
}

function toCondition(
  { slot, type }: IndexedField,
  operator: Exclude<Operator, "contains">,
  given: RecordFilter,
  read: Read,
): SlotCondition {
  const missing = missingValue(type);
  const above: Bound = { value: missing, inclusive: false };
  switch (operator) {
    case "equals":
      return { slot, operator: "=", value: given.equals === null ? missing : read(given.equals) };
    case "in":
      return { slot, operator: "any", values: (given.in ?? []).map(read) };
    case "lessThan":
      return { slot, operator: "range", from: above, to: { value: read(given.lessThan), inclusive: false } };
    case "lessThanOrEqual":
      return { slot, operator: "range", from: above, to: { value: read(given.lessThanOrEqual), inclusive: true } };
    case "greaterThan":
      return { slot, operator: "range", from: { value: read(given.greaterThan), inclusive: false } };
    case "greaterThanOrEqual":
      return { slot, operator: "range", from: { value: read(given.greaterThanOrEqual), inclusive: true } };
    case "startsWith": {
      const from = read(given.startsWith);
      const to = { value: afterPrefix(String(from)), inclusive: false };
      return { slot, operator: "range", from: { value: from, inclusive: true }, to };
    }
  }
}

/** The least text above all that begin with `prefix`, in code-point order: its last character counted one up. */
function afterPrefix(prefix: string): string {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop() ?? 0;
  // Surrogates are no characters: what follows U+D7FF is U+E000.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
