import { encodeId } from "@bulkhead/kernel/id.ts";
import type { IndexedField } from "../records/slots.ts";

/** A row of data.collection with its schema. */
export interface CollectionRow {
  id: string;
  name: string;
  schema: unknown;
  fields: IndexedField[];
  created_at: string;
}

export const COLLECTION_COLUMNS = "id, name, schema, fields, created_at";

/** A collection as the API answers it. */
export interface CollectionNode {
  id: string;
  name: string;
  schema: unknown;
  indexedFields: string[];
  createdAt: string;
}

export function toCollection(row: CollectionRow): CollectionNode {
  return {
    id: encodeId("collection", row.id),
    name: row.name,
    schema: row.schema,
    indexedFields: row.fields.map((field) => field.name),
    createdAt: row.created_at,
  };
}
