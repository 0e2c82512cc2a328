import { compareArrays, compareBranches, compareConditions, compareObjects } from "./compare-parts.ts";
import { compareRules } from "./compare-rules.ts";
import type { Comparison, SchemaChange } from "./comparison.ts";
import { toPointer } from "./json.ts";
import { isForPeople, type SchemaObject } from "./keywords.ts";
import { createSameness } from "./same-schema.ts";
import { resolver } from "./validator.ts";

type Schema = SchemaObject | boolean;

/**
 * Says each difference between two schemas that `checkSchema` accepted. A difference counts as compatible only where every
 * record that is right by the old schema is thereby right by the new one: keywords of a schema are conditions that all hold,
 * so it is enough that each got weaker by itself. What this cannot see is INCOMPATIBLE, though it may not be.
 */
export function compareSchemas(before: SchemaObject, after: SchemaObject): SchemaChange[] {
  const changes = new Map<string, SchemaChange>();
  const resolveBefore = resolver(before);
  const resolveAfter = resolver(after);
  const followed = new Set<string>();

  const comparison: Comparison = {
    same: createSameness(resolveBefore, resolveAfter),
    note(path, kind, message) {
      const change = { path: toPointer(path), kind, message };
      changes.set(JSON.stringify(change), change);
    },
    compare(one, other, path) {
      const [old, now] = [orTrue(one), orTrue(other)];
      if (typeof old === "object" && typeof now === "object") compareTwo(old, now, path);
      else compareWithBoolean(comparison, old, now, path);
    },
  };

  function compareTwo(old: SchemaObject, now: SchemaObject, path: readonly string[]): void {
    compareAnnotations(comparison, old, now, path);
    // What "unevaluated" means depends on everything beside it, so nothing beside it can be judged alone.
    if (hasUnevaluated(old) || hasUnevaluated(now)) {
      if (!comparison.same(old, now))
        comparison.note(
          path,
          "INCOMPATIBLE",
          "Beside unevaluatedProperties or unevaluatedItems no change can be judged.",
        );
      return;
    }
    compareReferences(old, now, path);
    compareRules(comparison, old, now, path);
    compareObjects(comparison, old, now, path);
    compareArrays(comparison, old, now, path);
    compareBranches(comparison, old, now, path);
    compareConditions(comparison, old, now, path);
  }

  function compareReferences(old: SchemaObject, now: SchemaObject, path: readonly string[]): void {
    const at = [...path, "$ref"];
    if (now.$ref === undefined) {
      if (old.$ref !== undefined) comparison.note(at, "COMPATIBLE", "No longer has to be what the reference says.");
      return;
    }
    if (old.$ref === undefined) {
      comparison.note(at, "INCOMPATIBLE", "A reference is new: records may not be what it says.");
      return;
    }
    // A schema may refer to itself, but only for a smaller part of the record: so this ends for every record.
    const pair = JSON.stringify([old.$ref, now.$ref]);
    if (followed.has(pair)) return;
    followed.add(pair);
    comparison.compare(resolveBefore(String(old.$ref)), resolveAfter(String(now.$ref)), at);
  }

  comparison.compare(before, after, []);
  return [...changes.values()];
}

function orTrue(schema: unknown): Schema {
  return schema === undefined ? true : (schema as Schema);
}

function compareWithBoolean({ note, same }: Comparison, before: Schema, after: Schema, path: readonly string[]): void {
  if (same(before, after)) return;
  if (before === false) note(path, "COMPATIBLE", "Nothing was allowed here; now something is.");
  else if (after === true || same(true, after)) note(path, "COMPATIBLE", "Anything is allowed here now.");
  else if (after === false) note(path, "INCOMPATIBLE", "Nothing is allowed here any more.");
  else note(path, "INCOMPATIBLE", "Anything was allowed here; records may hold what is not allowed now.");
}

function hasUnevaluated(schema: SchemaObject): boolean {
  return schema.unevaluatedProperties !== undefined || schema.unevaluatedItems !== undefined;
}

function compareAnnotations(
  { note }: Comparison,
  before: SchemaObject,
  after: SchemaObject,
  path: readonly string[],
): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!isForPeople(name) || JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
    if (INDEXING.has(name)) note([...path, name], "INDEX", "What is indexed changes: records are gone through once.");
    else note([...path, name], "COMPATIBLE", "Decides nothing about which records are right.");
  }
}

const INDEXING: ReadonlySet<string> = new Set(["x-indexed", "x-unique", "x-searchable", "x-indexes"]);
