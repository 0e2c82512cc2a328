import { compositeKey } from "./composite-key.ts";
import { slotValueOf } from "./field-type.ts";
import type { Layout } from "./layout.ts";
import { SLOTS } from "./slots.ts";

/** Values of all slots, in the order of SLOTS; null for those the collection does not use. */
export type SlotValues = (string | number | Buffer | null)[];

const POSITION = Object.fromEntries(SLOTS.map((slot, at) => [slot, at])) as {
  readonly [S in (typeof SLOTS)[number]]: number;
};

/** Copies a validated record's fields into their slots, for every layout it is kept in: two while it is migrated. */
export function slotValues(record: object, ...layouts: readonly Layout[]): SlotValues {
  const values: SlotValues = SLOTS.map(() => null);
  for (const { fields, indexes } of layouts) {
    for (const field of fields) {
      const value = slotValueOf(field, record);
      values[POSITION[field.slot]] = value;
      if (field.unique) values[POSITION[field.unique]] = uniqueValue(value);
    }
    for (const { slot, parts } of indexes) values[POSITION[slot]] = compositeKey(parts, record);
  }
  return values;
}

/** Unique slots are texts whatever the field's type; what a record lacks may be lacking in others too. */
export function uniqueValue(value: string | number): string | null {
  if (value === "" || value === Number.NEGATIVE_INFINITY) return null;
  return typeof value === "number" ? String(value + 0) : value;
}
