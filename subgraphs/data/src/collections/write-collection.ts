import type { Statement } from "@bulkhead/kernel/database.ts";
import type { Mapping } from "../evolution/map-record.ts";
import type { Layout } from "../records/layout.ts";
import type { CollectionRow } from "./collection-node.ts";
import type { Pending } from "./directory.ts";

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
  version: { id: string; version: number; text: string; mapping?: Mapping; createdAt: string; createdBy: string },
): Statement {
  return {
    name: "insert_collection_version",
    text: `insert into data.collection_version (tenant_id, collection_id, version, schema, mapping, created_at, created_by)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      tenantId,
      version.id,
      version.version,
      version.text,
      version.mapping && version.mapping.length > 0 ? JSON.stringify(version.mapping) : null,
      version.createdAt,
      version.createdBy,
    ],
  };
}

/** Puts another schema in force; whoever writes records looks at the collection again. */
export function changeSchema(
  tenantId: string,
  id: string,
  version: number,
  text: string,
  { fields, indexes, texts }: Layout,
): Statement {
  return {
    name: "collection_change_schema",
    text: `update data.collection set version = $3, schema = $4, fields = $5, indexes = $6, texts = $7, revision = revision + 1
           where tenant_id = $1 and id = $2`,
    values: [tenantId, id, version, text, ...[fields, indexes, texts].map((part) => JSON.stringify(part))],
  };
}

/** From now on records are written so that the next schema holds for them too. */
export function setPending(tenantId: string, id: string, pending: Pending): Statement {
  return {
    name: "collection_set_pending",
    text: "update data.collection set pending = $3, revision = revision + 1 where tenant_id = $1 and id = $2",
    values: [tenantId, id, JSON.stringify(pending)],
  };
}

export function insertMigration(
  tenantId: string,
  migration: {
    id: string;
    collectionId: string;
    fromVersion: number;
    text: string;
    mapping: Mapping;
    layout: Layout;
    previous: Layout;
    dryRun: boolean;
    requestId: string;
    createdBy: string;
    createdAt: string;
  },
): Statement {
  const { id, collectionId, fromVersion, text, dryRun, requestId, createdBy, createdAt } = migration;
  const parts = [migration.mapping, migration.layout, migration.previous].map((part) => JSON.stringify(part));
  return {
    name: "insert_collection_migration",
    text: `insert into data.collection_migration (tenant_id, id, collection_id, from_version, schema, mapping, layout, previous,
             dry_run, state, phase, request_id, created_by, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'CHECKING', 'CHECK', $10, $11, $12)`,
    values: [tenantId, id, collectionId, fromVersion, text, ...parts, dryRun, requestId, createdBy, createdAt],
  };
}
