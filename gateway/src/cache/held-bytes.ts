import { JsonText } from "@bulkhead/kernel/json-text.ts";

/** A pointer with the object's own head, rounded up: what V8 takes on 64 bits without compressed pointers. */
const OBJECT = 56;
const SLOT = 8;
const STRING = 24;
const BEYOND_LATIN1 = /[^\0-\xff]/;

/** Bytes that an answer's data takes in memory, rather too many than too few: several times its JSON. */
export function heldBytes(value: unknown): number {
  if (typeof value === "string") return STRING + value.length * (BEYOND_LATIN1.test(value) ? 2 : 1);
  if (typeof value !== "object" || value === null) return SLOT;
  if (value instanceof JsonText) return OBJECT + heldBytes(value.text);
  let bytes = OBJECT;
  for (const key in value) bytes += SLOT + heldBytes((value as Record<string, unknown>)[key]);
  return bytes;
}
