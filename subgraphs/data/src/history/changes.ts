import { isDeepStrictEqual } from "node:util";
import { toPointer } from "../json-schema/json.ts";

/** What differs between two versions at one place. */
export interface Change {
  /** JSON Pointer (RFC 6901). */
  path: string;
  /** Null when there was nothing, or a null. */
  before: unknown;
  after: unknown;
}

/**
 * Every place where two records differ, in the order of the newer one's properties. Objects are compared property by
 * property; a list is one value, since what moved in it nobody can say.
 */
export function changesBetween(before: object, after: object): Change[] {
  const changes: Change[] = [];
  collect(before, after, [], changes);
  return changes;
}

function collect(before: unknown, after: unknown, path: string[], changes: Change[]): void {
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(after), ...Object.keys(before)]))
      collect(own(before, name), own(after, name), [...path, name], changes);
    return;
  }
  if (isDeepStrictEqual(before, after)) return;
  changes.push({ path: toPointer(path), before: before ?? null, after: after ?? null });
}

type JsonObject = { [name: string]: unknown };

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
