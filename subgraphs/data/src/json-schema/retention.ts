import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { toPointer } from "./json.ts";
import { childrenOf, type SchemaObject } from "./keywords.ts";
import { retentionDays } from "./retention-days.ts";

/** How long after its record's creation a value is kept, or the record. */
export interface Retention {
  /** JSON Pointer into the record; empty for all of it. */
  path: string;
  /** The property; null for the record. */
  name: string | null;
  days: number;
}

/** What a schema that was accepted keeps for a time: the record first. */
export function retentionsOf(schema: SchemaObject): Retention[] {
  const found: Retention[] = [];
  const note = (name: string | null, given: unknown) => {
    const days = retentionDays(given);
    if (days !== undefined) found.push({ path: name === null ? "" : toPointer([name]), name, days });
  };
  note(null, schema["x-retention"]);
  for (const [name, property] of Object.entries(
    (schema.properties ?? {}) as { [name: string]: SchemaObject | boolean },
  ))
    if (typeof property === "object") note(name, property["x-retention"]);
  return found;
}

/** A property that goes must not be one that a record cannot be without. */
export function* retentionFaults(
  root: SchemaObject,
  resolve: (ref: string) => SchemaObject | undefined,
): Generator<FieldFault> {
  const required = new Set<unknown>();
  collectRequired(root, resolve, required, new Set());
  for (const { name } of retentionsOf(root))
    if (name !== null && required.has(name))
      yield {
        path: toPointer(["properties", name, "x-retention"]),
        code: "INVALID_ANNOTATION",
        message:
          'Take the property out of every "required" and "dependentRequired", or leave x-retention out: it goes in time.',
      };
}

/** Of every schema that applies to the record itself: also where only some records have to bear it. */
function collectRequired(
  schema: SchemaObject,
  resolve: (ref: string) => SchemaObject | undefined,
  required: Set<unknown>,
  seen: Set<SchemaObject>,
): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const lists = [schema.required, ...Object.values((schema.dependentRequired ?? {}) as object)];
  for (const names of lists) if (Array.isArray(names)) for (const name of names) required.add(name);
  const referred = typeof schema.$ref === "string" ? resolve(schema.$ref) : undefined;
  if (referred) collectRequired(referred, resolve, required, seen);
  for (const child of childrenOf(schema))
    if (child.inPlace && child.applies) collectRequired(child.schema, resolve, required, seen);
}
