import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { missingValue } from "./field-type.ts";
import {
  type FilterNode,
  NOTHING,
  noneOf,
  outside,
  type QueryField,
  type RangeLeaf,
  type SlotValue,
} from "./filter-node.ts";
import { readContains, readFilterValue } from "./filter-value.ts";

export type { FilterNode } from "./filter-node.ts";

/** A filter as the API takes it: a field with one operator, or a group of filters. */
export interface RecordFilter {
  field?: string | null;
  equals?: unknown;
  notEquals?: unknown;
  in?: readonly unknown[] | null;
  notIn?: readonly unknown[] | null;
  isNull?: boolean | null;
  lessThan?: unknown;
  lessThanOrEqual?: unknown;
  greaterThan?: unknown;
  greaterThanOrEqual?: unknown;
  startsWith?: string | null;
  contains?: string | null;
  and?: readonly RecordFilter[] | null;
  or?: readonly RecordFilter[] | null;
  not?: RecordFilter | null;
}

/** Finds a field that can be compared by its name. */
export type FieldLookup = (name: string) => QueryField | undefined;

export const MAX_CONDITIONS = 50;
export const MAX_FILTER_DEPTH = 8;
const MAX_IN = 100;

const OPERATORS = [
  "equals",
  "notEquals",
  "in",
  "notIn",
  "isNull",
  "lessThan",
  "lessThanOrEqual",
  "greaterThan",
  "greaterThanOrEqual",
  "startsWith",
  "contains",
] as const;
const GROUPS = ["and", "or", "not"] as const;
type Operator = (typeof OPERATORS)[number];

/** Operators that take null for a value; for the others a null means "not given". */
const TAKES_NULL: ReadonlySet<string> = new Set(["equals", "notEquals"]);
const TEXT_OPERATORS: ReadonlySet<string> = new Set(["startsWith", "contains"]);

/** What was read of a query, and all that is wrong with it: the value is of use only when nothing is. */
export interface Read<T> {
  value: T;
  faults: FieldFault[];
}

/** Reads a filter into a tree. Its conditions must all hold; no conditions find everything. */
export function readFilter(filter: readonly RecordFilter[], fieldOf: FieldLookup, path = "filter"): Read<FilterNode> {
  const reading: Reading = { fieldOf, faults: [], left: MAX_CONDITIONS, isOver: false };
  return { value: readAll("and", filter, { path, depth: 1, negated: false }, reading), faults: reading.faults };
}

/** Throws one error that names everything wrong with a query: FIELD_UNKNOWN where that is part of it, or BAD_USER_INPUT. */
export function refuseQuery(faults: readonly FieldFault[]): void {
  const first = faults.find(({ code }) => code === "FIELD_UNKNOWN") ?? faults[0];
  if (!first) return;
  const code = first.code === "FIELD_UNKNOWN" ? first.code : "BAD_USER_INPUT";
  const message =
    faults.length === 1
      ? first.message
      : `${faults.length} values are not accepted; each is named, with what to do about it.`;
  throw new AppError(code, message, { fields: [...faults] });
}

/** What to say of a name that stands for nothing comparable. */
export function unknownField(name: string, path: string): FieldFault {
  const shown = name.toWellFormed().slice(0, 100);
  const message = `The collection's schema declares no property "${shown}" with one "type" of string, integer, number or boolean.`;
  return { path, code: "FIELD_UNKNOWN", message };
}

interface Reading {
  fieldOf: FieldLookup;
  faults: FieldFault[];
  /** How many more conditions and groups there may be. */
  left: number;
  isOver: boolean;
}

interface Place {
  path: string;
  depth: number;
  /** Whether an odd number of `not` stands above it. */
  negated: boolean;
}

function readAll(kind: "and" | "or", filters: readonly RecordFilter[], place: Place, reading: Reading): FilterNode {
  const { path, negated } = place;
  if (!take(filters.length, path, reading)) return NOTHING;
  const nodes = filters.map((one, at) => readOne(one, { ...place, path: `${path}.${at}` }, reading));
  const [only] = nodes;
  if (nodes.length === 1 && only) return only;
  return { kind: negated === (kind === "or") ? "and" : "or", nodes };
}

/** Counts conditions before they are read: there may be a million. After the first that is too much nothing more is. */
function take(count: number, path: string, reading: Reading): boolean {
  if (!reading.isOver && count > reading.left) {
    const message = `Give at most ${MAX_CONDITIONS} conditions, groups counted.`;
    reading.faults.push({ path, code: "TOO_MANY", message });
    reading.isOver = true;
  }
  reading.left -= count;
  return !reading.isOver;
}

function readOne(filter: RecordFilter, { path, depth, negated }: Place, reading: Reading): FilterNode {
  const { faults } = reading;
  if (reading.isOver) return NOTHING;
  if (depth > MAX_FILTER_DEPTH) {
    faults.push({ path, code: "TOO_DEEP", message: `Nest filters at most ${MAX_FILTER_DEPTH} deep.` });
    return NOTHING;
  }
  const [group, ...groups] = GROUPS.filter((name) => filter[name] != null);
  const [operator, ...operators] = OPERATORS.filter(
    (name) => filter[name] !== undefined && (filter[name] !== null || TAKES_NULL.has(name)),
  );
  if (group && !operator && groups.length === 0 && filter.field == null) {
    const place = { path: `${path}.${group}`, depth: depth + 1, negated };
    if (group !== "not") return readAll(group, filter[group] ?? [], place, reading);
    if (!take(1, place.path, reading)) return NOTHING;
    return readOne(filter.not ?? {}, { ...place, negated: !negated }, reading);
  }
  if (group || !operator || operators.length > 0 || filter.field == null) {
    const message = "Give a field with exactly one operator, or exactly one of and, or, not.";
    faults.push({ path, code: "ONE_OPERATOR", message });
    return NOTHING;
  }
  const field = reading.fieldOf(filter.field);
  if (field) return readCondition(filter, operator, field, { path: `${path}.${operator}`, depth, negated }, faults);
  faults.push(unknownField(filter.field, `${path}.field`));
  return NOTHING;
}

function readCondition(
  given: RecordFilter,
  operator: Operator,
  field: QueryField,
  { path, negated }: Place,
  faults: FieldFault[],
): FilterNode {
  const { type } = field;
  if (TEXT_OPERATORS.has(operator) && type !== "text") {
    faults.push({ path, code: "TEXT_ONLY", message: "Only a text field can be compared by a part of it." });
    return NOTHING;
  }
  const missing = missingValue(type);
  const read = (value: unknown, at = path) => readFilterValue(type, value, at, faults);
  switch (operator) {
    case "equals":
    case "notEquals": {
      const value = given[operator] === null ? missing : read(given[operator]);
      return negated === (operator === "equals") ? noneOf(field, [value]) : { kind: "equals", field, value };
    }
    case "isNull":
      return negated === given.isNull ? noneOf(field, [missing]) : { kind: "equals", field, value: missing };
    case "in":
    case "notIn": {
      const values = readList(given[operator] ?? [], read, path, faults);
      return negated === (operator === "in") ? noneOf(field, values) : { kind: "in", field, values };
    }
    case "contains":
      return readContains(field, given.contains, path, negated, faults);
    default: {
      const range = readRange(given, operator, field, read);
      return negated ? outside(range) : range;
    }
  }
}

type RangeOperator = "lessThan" | "lessThanOrEqual" | "greaterThan" | "greaterThanOrEqual" | "startsWith";

/** Has a lower end always, which keeps records without the field out of it. */
function readRange(
  given: RecordFilter,
  operator: RangeOperator,
  field: QueryField,
  read: (value: unknown) => SlotValue,
): RangeLeaf {
  const value = read(given[operator]);
  const present = { value: missingValue(field.type), inclusive: false };
  switch (operator) {
    case "lessThan":
      return { kind: "range", field, from: present, to: { value, inclusive: false } };
    case "lessThanOrEqual":
      return { kind: "range", field, from: present, to: { value, inclusive: true } };
    case "greaterThan":
      return { kind: "range", field, from: { value, inclusive: false } };
    case "greaterThanOrEqual":
      return { kind: "range", field, from: { value, inclusive: true } };
    case "startsWith": {
      const to = { value: afterPrefix(String(value)), inclusive: false };
      return { kind: "range", field, from: { value, inclusive: true }, to };
    }
  }
}

function readList(
  values: readonly unknown[],
  read: (value: unknown, path: string) => SlotValue,
  path: string,
  faults: FieldFault[],
): SlotValue[] {
  if (values.length <= MAX_IN) return values.map((value, at) => read(value, `${path}.${at}`));
  faults.push({ path, code: "TOO_MANY", message: `Give at most ${MAX_IN} values.` });
  return [];
}

/** The least text above all that begin with `prefix`, in code-point order: its last character counted one up. */
function afterPrefix(prefix: string): string {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop() ?? 0;
  // Surrogates are no characters: what follows U+D7FF is U+E000.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
