import { followed } from "../../json-schema/declared-types.ts";
import type { SchemaObject } from "../../json-schema/keywords.ts";
import { resolver } from "../../json-schema/validator.ts";
import { namesIn } from "../formats/json-pointer.ts";

/** The schema of the property that a JSON Pointer leads to, from declared property to declared property; undefined where none is declared. */
export function schemaAt(schema: SchemaObject, pointer: string): unknown {
  const resolve = resolver(schema);
  let at: unknown = schema;
  for (const name of namesIn(pointer)) {
    const properties = followed(at, resolve)?.properties;
    if (!isObject(properties) || !Object.hasOwn(properties, name)) return undefined;
    at = properties[name];
  }
  return at;
}

export function isObject(value: unknown): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
