import type { FieldFault } from "@bulkhead/kernel/error.ts";

/** More faults than this help nobody, and cost memory that the sender decides over. */
export const MAX_FAULTS = 20;

/** Longest path in a fault: property names may be as long as the whole record. */
export const MAX_PATH = 500;

export interface JsonShape {
  /** Values in it, itself included: what the cost of every later step grows with. */
  nodes: number;
  faults: FieldFault[];
}

/**
 * What no JSON text of ours may hold, whatever its schema says: PostgreSQL stores neither NUL nor half a surrogate pair,
 * numbers must be finite, and a property `__proto__` would change the prototype of whoever copies it carelessly.
 * Runs before anything recursive (JSON.stringify, ajv) touches the value.
 */
export function checkJson(value: unknown, maxDepth: number): JsonShape {
  const shape: JsonShape = { nodes: 0, faults: [] };
  walk(value, [], maxDepth, shape);
  return shape;
}

function walk(value: unknown, path: string[], maxDepth: number, shape: JsonShape): void {
  shape.nodes++;
  if (typeof value === "string") {
    if (!isStorable(value)) fault(shape, path, "INVALID_TEXT", "Leave out NUL characters and unpaired surrogates.");
  } else if (typeof value === "number") {
    if (!Number.isFinite(value)) fault(shape, path, "NOT_FINITE", "Give a finite number.");
  } else if (typeof value === "object" && value !== null) {
    if (path.length >= maxDepth) fault(shape, path, "TOO_DEEP", `Nest at most ${maxDepth} levels deep.`);
    else walkInside(value, path, maxDepth, shape);
  }
}

function walkInside(value: object, path: string[], maxDepth: number, shape: JsonShape): void {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      path.push(String(at));
      walk(value[at], path, maxDepth, shape);
      path.pop();
    }
    return;
  }
  for (const key of Object.keys(value)) {
    path.push(key);
    if (key === "__proto__") fault(shape, path, "FORBIDDEN_NAME", "A property cannot be called __proto__.");
    else if (!isStorable(key)) fault(shape, path, "INVALID_TEXT", "Leave out NUL characters and unpaired surrogates.");
    walk((value as { [name: string]: unknown })[key], path, maxDepth, shape);
    path.pop();
  }
}

/** PostgreSQL keeps neither in a text. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

function fault(shape: JsonShape, path: readonly string[], code: string, message: string): void {
  if (shape.faults.length < MAX_FAULTS) shape.faults.push({ path: toPointer(path).slice(0, MAX_PATH), code, message });
}

/** JSON Pointer (RFC 6901 section 3). Names are the sender's own; half characters are replaced so that it can be sent. */
export function toPointer(path: readonly string[]): string {
  return path.map((part) => `/${part.toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
