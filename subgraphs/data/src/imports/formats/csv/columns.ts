import type { SchemaObject } from "../../../json-schema/keywords.ts";
import { resolver } from "../../../json-schema/validator.ts";

/**
 * What the texts of a column are read as. `json` is JSON text: arrays, objects, and columns of no single type; what is of
 * kind `none` is passed over.
 */
export type ColumnKind = "string" | "integer" | "number" | "boolean" | "json" | "none";

export interface Column {
  name: string;
  kind: ColumnKind;
  /** An empty field is null rather than absent: the property is required, and may be null. */
  emptyIsNull: boolean;
}

const SCALARS: ReadonlySet<string> = new Set(["string", "integer", "number", "boolean"]);
const MAX_HOPS = 32;

/** The columns that a file for this collection may have: the properties its schema declares. */
export function columnsOf(schema: SchemaObject): Map<string, Column> {
  const resolve = resolver(schema);
  const required = new Set(schema.required as string[] | undefined);
  const columns = new Map<string, Column>();
  for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, unknown>)) {
    const types = typesOf(property, resolve);
    const [first, ...others] = types.filter((type) => type !== "null");
    const kind = first !== undefined && others.length === 0 && SCALARS.has(first) ? (first as ColumnKind) : "json";
    columns.set(name, { name, kind, emptyIsNull: required.has(name) && types.includes("null") });
  }
  return columns;
}

/** The types a schema names, itself or through `$ref`; without any, those of its `enum` or `const`. */
export function typesOf(property: unknown, resolve: (ref: string) => SchemaObject | undefined): string[] {
  let schema = property;
  for (let hop = 0; hop < MAX_HOPS && typeof schema === "object" && schema !== null; hop++) {
    const { type, enum: values, const: value, $ref } = schema as SchemaObject;
    if (type !== undefined) return [type].flat() as string[];
    if (Array.isArray(values)) return [...new Set(values.map(typeOf))];
    if (value !== undefined) return [typeOf(value)];
    if (typeof $ref !== "string") return [];
    schema = resolve($ref);
  }
  return [];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
