import type { Statement } from "@bulkhead/kernel/database.ts";
import type { Layout } from "../records/layout.ts";
import type { CollectionRow } from "./collection-node.ts";

/** `text` is the schema as it was sent: json keeps the order of its properties. */
export function insertCollection(
  tenantId: string,
  { id, name, version, created_at }: CollectionRow,
  text: string,
  { fields, indexes, texts }: Layout,
  createdBy: string,
): Statement {
  const layout = [fields, indexes, texts].map((part) => JSON.stringify(part));
  return {
    name: "define_collection",
    text: `insert into data.collection (tenant_id, id, name, version, schema, fields, indexes, texts, created_at, created_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [tenantId, id, name, version, text, ...layout, created_at, createdBy],
  };
}

/** A version of a collection's schema; it stays as it is from then on. */
export function insertVersion(
  tenantId: string,
  version: { id: string; version: number; text: string; createdAt: string; createdBy: string },
): Statement {
  return {
    name: "insert_collection_version",
    text: `insert into data.collection_version (tenant_id, collection_id, version, schema, created_at, created_by)
           values ($1, $2, $3, $4, $5, $6)`,
    values: [tenantId, version.id, version.version, version.text, version.createdAt, version.createdBy],
  };
}
