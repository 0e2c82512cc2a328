import { toPointer } from "../../json-schema/json.ts";
import type { SchemaObject } from "../../json-schema/keywords.ts";
import type { FileFormat } from "../formats/file-options.ts";
import { namesIn } from "../formats/json-pointer.ts";
import type { FieldSource } from "./field-source.ts";
import { isObject, schemaAt } from "./schema-at.ts";

/** Where in the file's own data a source lies. Columns have plain names; trees have them or paths. */
export function pointerIn(format: FileFormat | null, from: string): string {
  return format !== "CSV" && from.startsWith("/") ? from : toPointer([from]);
}

/**
 * The collection's schema in the words of the file: each source stands where it is read, with what is known of the field
 * it becomes. So a format that is told of this one reads every value as what it is to be.
 */
export function sourceSchema(
  schema: SchemaObject,
  sources: readonly FieldSource[],
  format: FileFormat | null,
): SchemaObject {
  const own = (isObject(schema.properties) ? schema.properties : {}) as { [name: string]: unknown };
  const given = new Set(
    sources.filter(({ field }) => namesIn(field).length === 1).map(({ field }) => namesIn(field)[0]),
  );
  const required = new Set((schema.required ?? []) as string[]);
  const properties: { [name: string]: unknown } = {};
  const named: string[] = [];
  for (const [name, property] of Object.entries(own)) {
    if (given.has(name)) continue;
    properties[name] = property;
    if (required.has(name) && !sources.some(({ field }) => namesIn(field)[0] === name)) named.push(name);
  }
  for (const { field, from } of sources) {
    if (from === null) continue;
    const path = namesIn(pointerIn(format, from));
    put(properties, path, schemaAt(schema, field));
    const [top, ...deeper] = namesIn(field);
    if (deeper.length === 0 && required.has(top ?? "")) named.push(path[0] ?? "");
  }
  return { ...schema, properties, required: [...new Set(named)] };
}

/** Declares a property of properties. A property that is declared already keeps what it says and has one more. */
function put(properties: { [name: string]: unknown }, [name = "", ...deeper]: string[], schema: unknown): void {
  if (deeper.length === 0) {
    properties[name] = schema;
    return;
  }
  const before = Object.hasOwn(properties, name) ? properties[name] : undefined;
  const inside = isObject(before) && isObject(before.properties) ? { ...before.properties } : {};
  put(inside, deeper, schema);
  properties[name] = { ...(isObject(before) ? before : {}), type: "object", properties: inside };
}
