import { declaredBy } from "../../../json-schema/declared-types.ts";
import type { SchemaObject } from "../../../json-schema/keywords.ts";

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

/** The columns that a file for this collection may have: the properties its schema declares. */
export function columnsOf(schema: SchemaObject): Map<string, Column> {
  const declared = declaredBy(schema);
  const required = new Set(schema.required as string[] | undefined);
  const columns = new Map<string, Column>();
  for (const name of Object.keys(schema.properties ?? {})) {
    const { type, isNullable } = declared.property(name);
    const kind = type !== undefined && SCALARS.has(type) ? (type as ColumnKind) : "json";
    columns.set(name, { name, kind, emptyIsNull: required.has(name) && isNullable });
  }
  return columns;
}
