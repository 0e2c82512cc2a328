import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import type { Data } from "../../evolution/map-record.ts";
import type { ImportJob } from "../import-state.ts";

/** A record that was there before the import, with what it was. */
export interface Noted {
  record_id: string;
  /** The version that it had. */
  version: number;
  /** What the import has made of it; THEIRS when somebody else has changed it since, or nothing of it is kept. */
  state: "UPDATED" | "DELETED" | "THEIRS";
  data: Data | null;
  schema_version: number | null;
  restored_from: number | null;
  created_at: string | null;
  created_by: string | null;
  /** Who made that version. */
  written_by: string | null;
  /** What the import has made of it. */
  written_over: Data | null;
}

/** What is held of them at once, however many are asked for. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The next of those that an import has changed: at least one, if there is any. */
export function readNoted(db: Database, { tenantId, importId }: ImportJob, most: number): Promise<Noted[]> {
  return readAsTenant<Noted>(db, tenantId, {
    name: "import_noted",
    text: `select * from (
             select *, sum(bytes) over (order by record_id) - bytes as before from (
               select *, coalesce(octet_length(data::text), 0) + coalesce(octet_length(written_over::text), 0) as bytes
               from (${NOTED}) as noted) as measured) as summed
           where before < $4 order by record_id`,
    values: [tenantId, importId, most, MOST_BYTES],
  });
}

const NOTED = `
  select c.record_id, c.version,
    case when d.id is not null then 'DELETED' when r.id is not null and v.record_id is not null then 'UPDATED'
         else 'THEIRS' end as state,
    coalesce(d.data, v.data) as data, coalesce(d.schema_version, v.schema_version) as schema_version,
    coalesce(d.restored_from, v.restored_from) as restored_from, coalesce(d.created_at, r.created_at) as created_at,
    coalesce(d.created_by, r.created_by) as created_by, coalesce(d.updated_by, v.written_by) as written_by,
    r.data as written_over
  from (select * from data.import_change where tenant_id = $1 and import_id = $2 order by record_id limit $3) as c
  left join data.deleted_record d on d.tenant_id = $1 and d.id = c.record_id and c.is_deletion
    and d.version = c.version + 1
  left join data.record r on r.tenant_id = $1 and r.id = c.record_id and not c.is_deletion and r.version = c.version + 1
  left join data.record_version v on v.tenant_id = $1 and v.record_id = c.record_id and not c.is_deletion
    and v.version = c.version and v.data is not null`;

export function forgetChanges({ tenantId, importId }: ImportJob, noted: readonly Noted[]): Statement {
  return {
    name: "forget_import_changes",
    text: "delete from data.import_change where tenant_id = $1 and import_id = $2 and record_id = any($3::uuid[])",
    values: [tenantId, importId, noted.map(({ record_id }) => record_id)],
  };
}

/** What an import noted that has ended, some at a time. */
export function forgetSomeChanges(tenantId: string, importId: string, limit: number): Statement {
  return {
    name: "forget_some_import_changes",
    text: `delete from data.import_change where tenant_id = $1 and import_id = $2 and record_id = any(array(
             select record_id from data.import_change where tenant_id = $1 and import_id = $2 limit $3)) returning 1`,
    values: [tenantId, importId, limit],
  };
}
