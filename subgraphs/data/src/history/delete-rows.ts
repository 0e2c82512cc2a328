import type { Statement } from "@bulkhead/kernel/database.ts";

/** A record that is to be deleted, if it still has that version. */
export interface Doomed {
  id: string;
  version: number;
}

const WHICH = `tenant_id = $1 and (id, version) in (select unnest($2::uuid[]), unnest($3::int[]))`;

/** Keeps records as deleted ones, each once: whoever comes second keeps none. */
export function keepDeleted(tenantId: string, doomed: readonly Doomed[], by: { at: string; actor: string }): Statement {
  return {
    name: "keep_deleted_records",
    text: `insert into data.deleted_record (tenant_id, id, collection_id, version, data, schema_version, restored_from, created_at,
             created_by, updated_at, updated_by, deleted_at, deleted_by)
           select tenant_id, id, collection_id, version + 1, data, schema_version, restored_from, created_at, created_by,
             updated_at, updated_by, $4, $5
           from data.record where ${WHICH}
           on conflict do nothing returning 1`,
    values: [tenantId, ids(doomed), versions(doomed), by.at, by.actor],
  };
}

/** Takes them out of the living ones. */
export function deleteRows(tenantId: string, doomed: readonly Doomed[]): Statement {
  return {
    name: "delete_records",
    text: `delete from data.record where ${WHICH} returning 1`,
    values: [tenantId, ids(doomed), versions(doomed)],
  };
}

const ids = (doomed: readonly Doomed[]) => doomed.map(({ id }) => id);
const versions = (doomed: readonly Doomed[]) => doomed.map(({ version }) => version);
