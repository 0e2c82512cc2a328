import { encodeId } from "@bulkhead/kernel/id.ts";
import type { ActorReference } from "../records/record-node.ts";

export type MigrationState = "CHECKING" | "CHECKED" | "BACKFILLING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** A row of data.collection_migration with the name of its collection. */
export interface MigrationRow {
  id: string;
  collection: string;
  from_version: number;
  dry_run: boolean;
  state: MigrationState;
  records_total: number | null;
  records_checked: number;
  records_failed: number;
  records_moved: number;
  created_by: string;
  created_at: string;
  finished_at: string | null;
}

export const SELECT_MIGRATION = `select m.id, c.name as collection, m.from_version, m.dry_run, m.state, m.records_total,
  m.records_checked, m.records_failed, m.records_moved, m.created_by, m.created_at, m.finished_at
  from data.collection_migration m join data.collection c on c.tenant_id = m.tenant_id and c.id = m.collection_id`;

/** A migration as the API answers it; its failures are read when they are asked for. */
export interface MigrationNode {
  id: string;
  collection: string;
  fromVersion: number;
  dryRun: boolean;
  state: MigrationState;
  recordsTotal: number | null;
  recordsChecked: number;
  recordsFailed: number;
  recordsMoved: number;
  createdBy: ActorReference;
  createdAt: string;
  finishedAt: string | null;
}

export function toMigration(row: MigrationRow): MigrationNode {
  return {
    id: encodeId("collectionMigration", row.id),
    collection: row.collection,
    fromVersion: row.from_version,
    dryRun: row.dry_run,
    state: row.state,
    recordsTotal: row.records_total,
    recordsChecked: row.records_checked,
    recordsFailed: row.records_failed,
    recordsMoved: row.records_moved,
    createdBy: { __typename: "Actor", id: row.created_by },
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
