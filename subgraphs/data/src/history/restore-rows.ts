import type { Statement } from "@bulkhead/kernel/database.ts";

/**
 * What a record was before it was deleted, and its deletion, become two of its superseded versions: for one who restores
 * it, and none where somebody has restored or purged it first. Waits for one who removes from it what is kept no longer.
 */
export function supersedeDeletion(tenantId: string, id: string, version: number): Statement {
  return {
    name: "supersede_deletion",
    text: `insert into data.record_version (tenant_id, record_id, version, collection_id, data, schema_version, restored_from,
             written_at, written_by)
           select d.tenant_id, d.id, part.version, d.collection_id, part.data, part.schema_version, part.restored_from,
             part.written_at, part.written_by
           from data.deleted_record d cross join lateral (values
             (d.version - 1, d.data, d.schema_version, d.restored_from, d.updated_at, d.updated_by),
             (d.version, null, null, null, d.deleted_at, d.deleted_by)
           ) as part (version, data, schema_version, restored_from, written_at, written_by)
           where d.tenant_id = $1 and d.id = $2 and d.version = $3 for update of d
           on conflict do nothing returning 1`,
    values: [tenantId, id, version],
  };
}

export function forgetDeletion(tenantId: string, id: string): Statement {
  return {
    name: "forget_deletion",
    text: "delete from data.deleted_record where tenant_id = $1 and id = $2 returning 1",
    values: [tenantId, id],
  };
}
