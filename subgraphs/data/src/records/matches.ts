import type { Condition } from "./filter.ts";
import { type IndexedField, SLOTS, type SlotValues, slotValues } from "./slots.ts";

/** Whether a record's data meets every condition, decided as the statement behind `records` decides it. */
export function matches(conditions: readonly Condition[], fields: readonly IndexedField[], data: object): boolean {
  const values = slotValues(fields, data);
  return conditions.every((condition) => holds(condition, values));
}

function holds(condition: Condition, values: SlotValues): boolean {
  const value = values[SLOTS.indexOf(condition.slot)];
  if (value === null || value === undefined) return false;
  if (condition.operator === "=") return value === condition.value;
  if (condition.operator === "any") return condition.values.includes(value);
  const { from, to } = condition;
  const low = compare(value, from.value);
  if (low < 0 || (low === 0 && !from.inclusive)) return false;
  if (!to) return true;
  const high = compare(value, to.value);
  return high < 0 || (high === 0 && to.inclusive);
}

/** Texts by code point, as the column's collation "C" has them; JavaScript's own order is by UTF-16 unit. */
function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" || typeof b === "number") return Number(a) - Number(b) || 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
