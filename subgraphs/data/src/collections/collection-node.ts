import { encodeId } from "@bulkhead/kernel/id.ts";
import type { Personal } from "../json-schema/annotations.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";
import type { IndexedField } from "../records/layout.ts";

/** A row of data.collection with its schema. */
export interface CollectionRow {
  id: string;
  name: string;
  schema: unknown;
  version: number;
  fields: readonly IndexedField[];
  created_at: string;
}

export const COLLECTION_COLUMNS = "id, name, version, schema, fields, created_at";

/** A collection as the API answers it. */
export interface CollectionNode {
  id: string;
  name: string;
  version: number;
  schema: unknown;
  indexedFields: string[];
  fields: CollectionField[];
  retention: string | null;
  createdAt: string;
}

/** A property of a collection's records, and what its schema says of it. */
export interface CollectionField {
  name: string;
  types: string[];
  required: boolean;
  indexed: boolean;
  unique: boolean;
  searchable: boolean;
  personal: Personal | null;
  retention: string | null;
}

function fieldsOf(schema: SchemaObject): CollectionField[] {
  const required = new Set((schema.required ?? []) as string[]);
  return Object.entries((schema.properties ?? {}) as { [name: string]: SchemaObject | boolean }).map(
    ([name, given]) => {
      const property = typeof given === "object" ? given : {};
      return {
        name,
        types: [property.type ?? []].flat() as string[],
        required: required.has(name),
        indexed: property["x-indexed"] === true || property["x-unique"] === true,
        unique: property["x-unique"] === true,
        searchable: property["x-searchable"] !== undefined && property["x-searchable"] !== false,
        personal: (property["x-personal"] ?? null) as Personal | null,
        retention: (property["x-retention"] ?? null) as string | null,
      };
    },
  );
}

export function toCollection(row: CollectionRow): CollectionNode {
  return {
    id: encodeId("collection", row.id),
    name: row.name,
    version: row.version,
    schema: row.schema,
    indexedFields: row.fields.map((field) => field.name),
    fields: fieldsOf(row.schema as SchemaObject),
    retention: ((row.schema as SchemaObject)["x-retention"] ?? null) as string | null,
    createdAt: row.created_at,
  };
}
