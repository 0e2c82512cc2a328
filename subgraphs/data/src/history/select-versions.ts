import type { Page } from "@bulkhead/kernel/connection.ts";
import type { CursorValue } from "@bulkhead/kernel/cursor.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";

/**
 * Versions of a record, living or deleted, newest first: the latest where it lives, a deletion with the version that it
 * ended, and what was superseded by its key, so that a page costs the same wherever it stands.
 */
export function selectVersions(
  tenantId: string,
  recordId: string,
  { page, position, withBefore }: { page: Page; position: readonly CursorValue[]; withBefore: boolean },
): Statement {
  const values: unknown[] = [tenantId, recordId, page.limit + 1, ...position];
  const compared = page.backward ? ">" : "<";
  const beyond = (version: string) => (position.length > 0 ? `and ${version} ${compared} $4` : "");
  const order = `order by version ${page.backward ? "asc" : "desc"} limit $3`;
  const before = withBefore
    ? `left join lateral (select kept.data from data.record_version kept where kept.tenant_id = $1 and kept.record_id = $2
         and kept.version < one.version and kept.data is not null order by kept.version desc limit 1) as earlier on true`
    : "";
  return {
    name: `versions_${page.backward ? "asc" : "desc"}${position.length > 0 ? "_after" : ""}${withBefore ? "_before" : ""}`,
    text: `select one.*, ${withBefore ? "earlier.data" : "null::jsonb"} as before from (
             select version, data, restored_from, updated_at as written_at, updated_by as written_by from data.record
             where tenant_id = $1 and id = $2 ${beyond("version")}
             union all
             select version - 1, data, restored_from, updated_at, updated_by from data.deleted_record
             where tenant_id = $1 and id = $2 ${beyond("version - 1")}
             union all
             select version, null, null, deleted_at, deleted_by from data.deleted_record
             where tenant_id = $1 and id = $2 ${beyond("version")}
             union all
             (select version, data, restored_from, written_at, written_by from data.record_version
              where tenant_id = $1 and record_id = $2 ${beyond("version")} ${order})
             ${order}) as one ${before} order by version ${page.backward ? "asc" : "desc"}`,
    values,
  };
}
