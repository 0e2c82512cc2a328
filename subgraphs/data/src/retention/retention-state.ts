import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";

/** What is kept for a time, and how far its removal has come. */
export interface RetentionState {
  collection_id: string;
  /** JSON Pointer; empty for whole records. */
  path: string;
  days: number;
  schema_version: number;
  after_id: string | null;
  step: number;
  removed: number;
  versions: number;
}

const COLUMNS = `collection_id, path, days, schema_version, after_id, step, removed::int, versions::int`;

/** Of a tenant, or of one of its collections. */
export function readRetentions(db: Database, tenantId: string, collectionId?: string): Promise<RetentionState[]> {
  return readAsTenant<RetentionState>(db, tenantId, {
    name: collectionId === undefined ? "retentions" : "retentions_of_collection",
    text: `select ${COLUMNS} from data.retention where tenant_id = $1${collectionId === undefined ? "" : " and collection_id = $2"}
           order by collection_id, path`,
    values: collectionId === undefined ? [tenantId] : [tenantId, collectionId],
  });
}

/** Finds the row only at the step it was read at, and moves it to the next. */
export function moveRetention(
  tenantId: string,
  state: RetentionState,
  to: Pick<RetentionState, "after_id" | "removed"> & { told?: boolean },
): Statement {
  return {
    name: "retention_move",
    text: `update data.retention set after_id = $5, removed = $6, versions = case when $7 then 0 else versions end, step = step + 1
           where tenant_id = $1 and collection_id = $2 and path = $3 and step = $4 returning 1`,
    values: [tenantId, state.collection_id, state.path, state.step, to.after_id, to.removed, to.told === true],
  };
}

export function insertRetention(tenantId: string, state: RetentionState): Statement {
  return {
    name: "retention_insert",
    text: `insert into data.retention (tenant_id, collection_id, path, days, schema_version) values ($1, $2, $3, $4, $5)
           on conflict do nothing`,
    values: [tenantId, state.collection_id, state.path, state.days, state.schema_version],
  };
}

/** What a later version of the schema says; `again` begins with the first record. */
export function changeRetention(tenantId: string, state: RetentionState, again: boolean): Statement {
  return {
    name: "retention_change",
    text: `update data.retention set days = $4, schema_version = $5, after_id = case when $6 then null else after_id end, step = step + 1
           where tenant_id = $1 and collection_id = $2 and path = $3 and schema_version < $5`,
    values: [tenantId, state.collection_id, state.path, state.days, state.schema_version, again],
  };
}

export function deleteRetention(tenantId: string, { collection_id, path }: RetentionState): Statement {
  return {
    name: "retention_delete",
    text: "delete from data.retention where tenant_id = $1 and collection_id = $2 and path = $3",
    values: [tenantId, collection_id, path],
  };
}
