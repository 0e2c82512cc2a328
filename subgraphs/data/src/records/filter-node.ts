import { type FieldType, missingValue } from "./field-type.ts";
import type { Slot } from "./slots.ts";

/** A property of a collection's records that can be compared; without a slot it is compared where it stands, in the JSON. */
export interface QueryField {
  name: string;
  type: FieldType;
  slot?: Slot | undefined;
  /** Where its text is searched; undefined when it is not marked so. */
  searched?: { collectionId: string; slot: number } | undefined;
}

/** A value as slots hold it: texts with their prefix, everything else as a number (field-type.ts). */
export type SlotValue = string | number;

/** One end of a range. */
export interface Bound {
  value: SlotValue;
  inclusive: boolean;
}

export interface RangeLeaf {
  kind: "range";
  field: QueryField;
  from?: Bound;
  to?: Bound;
}

/** `text` is folded, and has no grams where no index can look for it. */
export interface ContainsLeaf {
  kind: "contains";
  field: QueryField;
  text: string;
  grams: readonly number[];
  negated: boolean;
}

/** A set of a field's values; what stands for a missing one is a value like every other, and the least. */
export type FilterLeaf =
  | { kind: "equals"; field: QueryField; value: SlotValue }
  | { kind: "in"; field: QueryField; values: SlotValue[] }
  | RangeLeaf
  | ContainsLeaf;

/** A filter without negation above its leaves. No nodes: `and` finds everything, `or` nothing. */
export type FilterNode =
  | FilterLeaf
  | { kind: "and"; nodes: readonly FilterNode[] }
  | { kind: "or"; nodes: readonly FilterNode[] };

export const EVERYTHING: FilterNode = { kind: "and", nodes: [] };
export const NOTHING: FilterNode = { kind: "or", nodes: [] };

/** All values but these, as the ranges between them and not as `<>`, which no index serves. */
export function noneOf(field: QueryField, values: readonly SlotValue[]): FilterNode {
  const ranges: RangeLeaf[] = [];
  let from: Bound | undefined;
  for (const value of [...new Set(values)].sort(compareSlotValues)) {
    // Nothing is less than what stands for a missing value.
    if (from || value !== missingValue(field.type))
      ranges.push({ kind: "range", field, ...(from ? { from } : {}), to: { value, inclusive: false } });
    from = { value, inclusive: false };
  }
  if (!from) return EVERYTHING;
  ranges.push({ kind: "range", field, from });
  return someOf(ranges);
}

/** What is not in a range. */
export function outside({ field, from, to }: RangeLeaf): FilterNode {
  const ranges: RangeLeaf[] = [];
  if (from) ranges.push({ kind: "range", field, to: { value: from.value, inclusive: !from.inclusive } });
  if (to) ranges.push({ kind: "range", field, from: { value: to.value, inclusive: !to.inclusive } });
  return someOf(ranges);
}

function someOf(nodes: readonly FilterNode[]): FilterNode {
  const [only] = nodes;
  return nodes.length === 1 && only ? only : { kind: "or", nodes };
}

/** The conditions that must all hold, groups within groups taken apart. */
export function conjunctsOf(node: FilterNode): readonly FilterNode[] {
  return node.kind === "and" ? node.nodes.flatMap(conjunctsOf) : [node];
}

/** A condition that its field's own index serves. */
export function isOfSlot(node: FilterNode): node is FilterLeaf & { field: QueryField & { slot: Slot } } {
  return (node.kind === "equals" || node.kind === "in" || node.kind === "range") && node.field.slot !== undefined;
}

/** Negative, zero or positive, as the database orders two values of one type. */
export function compareSlotValues(a: SlotValue, b: SlotValue): number {
  if (typeof a === "string" && typeof b === "string") return compareCodePoints(a, b);
  return a < b ? -1 : Number(a > b);
}

/** JavaScript compares UTF-16, where U+FFFD comes after every character outside the first plane. */
function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const difference = rankOf(a.charCodeAt(at)) - rankOf(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function rankOf(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
