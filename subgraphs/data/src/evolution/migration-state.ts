import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";
import type { Layout } from "../records/layout.ts";
import type { Mapping } from "./map-record.ts";
import type { MigrationState } from "./migration-node.ts";

export type MigrationPhase = "CHECK" | "REWRITE" | "CLEAN";

/** What a worker needs to go on with a migration, as its last committed lot left it. */
export interface Migration {
  tenantId: string;
  id: string;
  collection_id: string;
  collection: string;
  /** Of its collection, now. */
  version: number;
  from_version: number;
  schema: SchemaObject;
  mapping: Mapping;
  layout: Layout;
  previous: Layout;
  dry_run: boolean;
  state: MigrationState;
  phase: MigrationPhase;
  step: number;
  at_id: string;
  until_id: string | null;
  records_total: number | null;
  records_checked: number;
  records_failed: number;
  records_moved: number;
  request_id: string;
  created_by: string;
  applied_at: string | null;
  finished_at: string | null;
}

export function selectMigration(tenantId: string, id: string): Statement {
  return {
    name: "migration_state",
    text: `select m.tenant_id as "tenantId", m.id, m.collection_id, c.name as collection, c.version, m.from_version, m.schema,
             m.mapping, m.layout, m.previous, m.dry_run, m.state, m.phase, m.step, m.at_id, m.until_id, m.records_total, m.records_checked,
             m.records_failed, m.records_moved, m.request_id, m.created_by, m.applied_at, m.finished_at
           from data.collection_migration m
           join data.collection c on c.tenant_id = m.tenant_id and c.id = m.collection_id
           where m.tenant_id = $1 and m.id = $2`,
    values: [tenantId, id],
  };
}

export async function loadMigration(db: Database, tenantId: string, id: string): Promise<Migration | undefined> {
  const [row] = await readAsTenant<Migration>(db, tenantId, selectMigration(tenantId, id));
  return row;
}
