import type { CursorValue } from "@bulkhead/kernel/cursor.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { MAX_PLACED_TEXT, slotValueOf } from "./field-type.ts";
import { type FieldLookup, type Read, unknownField } from "./filter.ts";
import type { QueryField } from "./filter-node.ts";

/** An order by one field, as the API takes it. */
export interface RecordSort {
  field: string;
  direction?: "ASCENDING" | "DESCENDING" | null;
}

export interface OrderPart {
  field: QueryField;
  descending: boolean;
}

/**
 * How a list is ordered: by fields, then by id in the direction of the first of them, so that the order with every
 * direction turned round is exactly the reverse. Without fields: by id.
 */
export type RecordOrder = readonly OrderPart[];

const MAX_SORT = 4;
export function readOrder(sort: readonly RecordSort[], fieldOf: FieldLookup): Read<RecordOrder> {
  const faults: FieldFault[] = [];
  if (sort.length > MAX_SORT) {
    faults.push({ path: "sort", code: "TOO_MANY", message: `Sort by at most ${MAX_SORT} fields.` });
    return { value: [], faults };
  }
  const value = sort.flatMap(({ field: name, direction }, at) => {
    const path = `sort.${at}.field`;
    const field = fieldOf(name);
    if (!field) faults.push(unknownField(name, path));
    if (sort.findIndex((one) => one.field === name) < at)
      faults.push({ path, code: "DUPLICATE", message: "Name each field once." });
    return field ? { field, descending: direction === "DESCENDING" } : [];
  });
  return { value, faults };
}

/** What a cursor of this order is sealed to. Whether an index serves the order is no part of it. */
export function scopeOf(collectionId: string, order: RecordOrder): string {
  if (order.length === 0) return `records ${collectionId} id false`;
  const parts = order.map(({ field, descending }) => `${descending ? "-" : "+"}${field.type} ${field.name}`);
  return `records ${collectionId} ${parts.join("\0")}`;
}

/** A record's place in the order, for its cursor. JSON has no -Infinity: in a cursor it is null. */
export function positionOf(order: RecordOrder, id: string, data: object): CursorValue[] {
  return [...order.map((part) => sortedValue(part.field, data)), id];
}

function sortedValue(field: QueryField, data: object): string | number {
  const value = slotValueOf(field, data);
  if (field.slot || typeof value === "number" || value.length <= MAX_PLACED_TEXT) return value;
  return Array.from(value)
    .slice(0, MAX_PLACED_TEXT + 1)
    .join("");
}
