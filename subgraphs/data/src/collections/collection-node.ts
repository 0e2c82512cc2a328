import { encodeId } from "@bulkhead/kernel/id.ts";
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
  createdAt: string;
}

export function toCollection(row: CollectionRow): CollectionNode {
  return {
    id: encodeId("collection", row.id),
    name: row.name,
    version: row.version,
    schema: row.schema,
    indexedFields: row.fields.map((field) => field.name),
    createdAt: row.created_at,
  };
}
