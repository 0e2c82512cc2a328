import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";

/** A record as it stands, living or deleted. */
export interface Latest {
  collection_id: string;
  /** Of a deleted one: the number of its deletion. */
  version: number;
  created_at: string;
  created_by: string;
  is_deleted: boolean;
}

/** Throws NOT_FOUND, also when it was purged. */
export async function readLatest(db: Database, tenantId: string, id: string): Promise<Latest> {
  const [latest] = await readAsTenant<Latest>(db, tenantId, {
    name: "latest_of_record",
    text: `select collection_id, version, created_at, created_by, false as is_deleted from data.record where tenant_id = $1 and id = $2
           union all
           select collection_id, version, created_at, created_by, true from data.deleted_record where tenant_id = $1 and id = $2`,
    values: [tenantId, id],
  });
  if (!latest) throw notFound();
  return latest;
}

/** The data of one version; undefined when it is not kept, or was a deletion. */
export async function readDataOf(
  db: Database,
  tenantId: string,
  id: string,
  version: number,
): Promise<object | undefined> {
  const [row] = await readAsTenant<{ data: object }>(db, tenantId, {
    name: "data_of_version",
    text: `select data from data.record where tenant_id = $1 and id = $2 and version = $3
           union all select data from data.deleted_record where tenant_id = $1 and id = $2 and version - 1 = $3
           union all select data from data.record_version
             where tenant_id = $1 and record_id = $2 and version = $3 and data is not null`,
    values: [tenantId, id, version],
  });
  return row?.data;
}
