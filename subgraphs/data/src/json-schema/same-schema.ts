import { isDeepStrictEqual } from "node:util";
import { isForPeople, KEYWORDS, type SchemaObject, schemasIn } from "./keywords.ts";

type Resolve = (ref: string) => SchemaObject | undefined;

/** Tells whether a schema of one document accepts what one of another does: the same rules, and so have all it refers to. */
export function createSameness(resolveBefore: Resolve, resolveAfter: Resolve): (a: unknown, b: unknown) => boolean {
  const known = new Map<string, boolean>();

  function same(before: unknown, after: unknown): boolean {
    const rules = bare(before ?? true);
    return isDeepStrictEqual(rules, bare(after ?? true)) && referencesOf(rules).every(sameTarget);
  }

  function sameTarget(ref: string): boolean {
    const seen = known.get(ref);
    if (seen !== undefined) return seen;
    // Taken to be so while it is found out: it may refer to itself.
    known.set(ref, true);
    const result = same(resolveBefore(ref), resolveAfter(ref));
    known.set(ref, result);
    return result;
  }

  return same;
}

/** A schema without what decides nothing; what is left of one that accepts everything is true. */
function bare(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  const rules: [string, unknown][] = [];
  for (const [name, value] of Object.entries(schema)) {
    if (isForPeople(name) || name === "$defs") continue;
    rules.push([name, bareUnder(name, value)]);
  }
  return rules.length === 0 ? true : Object.fromEntries(rules);
}

function bareUnder(name: string, value: unknown): unknown {
  const kind = KEYWORDS.get(name)?.kind;
  if (kind === "schema") return bare(value);
  if (kind === "list" && Array.isArray(value)) return value.map(bare);
  if (kind === "map" && typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, bare(one)]));
  return value;
}

function referencesOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const references: string[] = [];
  for (const { schema: one } of schemasIn(schema as SchemaObject))
    if (typeof one.$ref === "string") references.push(one.$ref);
  return references;
}
