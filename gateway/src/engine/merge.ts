import type { Json, JsonObject } from "./cursor.ts";

/** Adds what a fetch answered to an object that earlier fetches began. */
export function mergeInto(target: JsonObject, source: JsonObject): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    const before = target[key];
    if (value === undefined || value === before) continue;
    if (!isComposite(before) || !isComposite(value)) target[key] = value;
    else if (!Array.isArray(before) && !Array.isArray(value)) mergeInto(before, value);
    else if (Array.isArray(before) && Array.isArray(value) && before.length === value.length) mergeLists(before, value);
    else target[key] = value;
  }
}

function mergeLists(target: Json[], source: Json[]): void {
  for (const [index, value] of source.entries()) {
    const before = target[index];
    if (isComposite(before) && isComposite(value) && !Array.isArray(before) && !Array.isArray(value))
      mergeInto(before, value);
    else target[index] = value;
  }
}

function isComposite(value: Json): value is JsonObject | Json[] {
  return typeof value === "object" && value !== null;
}
