export type Json = string | number | boolean | null | undefined | JsonObject | Json[];
export interface JsonObject {
  [key: string]: Json;
}

/** An object of the answer that a later fetch completes. */
export type Target = JsonObject;

/** The objects at a plan's path; `@` goes into each element of a list. Nulls end a branch. */
export function collectTargets(data: JsonObject, path: readonly string[]): Target[] {
  const targets: Target[] = [];
  collect(data, path, 0, targets);
  return targets;
}

function collect(value: Json, path: readonly string[], at: number, targets: Target[]): void {
  if (value === null || typeof value !== "object") return;
  const element = path[at];
  if (Array.isArray(value)) {
    // A list reached without an `@` is one of the last field: its elements are the objects meant.
    const next = element === "@" ? at + 1 : at;
    for (const one of value) collect(one, path, next, targets);
  } else if (element === undefined) targets.push(value);
  else if (element !== "@" && Object.hasOwn(value, element)) collect(value[element], path, at + 1, targets);
}

/** Where the same objects stand in the answer, in the same order; only errors need to know. */
export function pathsOf(data: JsonObject, path: readonly string[]): (string | number)[][] {
  const places: (string | number)[][] = [];
  const walk = (value: Json, at: number, place: (string | number)[]) => {
    if (value === null || typeof value !== "object") return;
    const element = path[at];
    if (Array.isArray(value)) {
      for (const [index, one] of value.entries()) walk(one, element === "@" ? at + 1 : at, [...place, index]);
    } else if (element === undefined) places.push(place);
    else if (element !== "@" && Object.hasOwn(value, element)) walk(value[element], at + 1, [...place, element]);
  };
  walk(data, 0, []);
  return places;
}
