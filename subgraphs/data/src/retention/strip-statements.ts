import type { Statement } from "@bulkhead/kernel/database.ts";
import type { Cut } from "./history-names.ts";
import type { RetentionState } from "./retention-state.ts";

const CUTS = "unnest($5::int[], $6::int[], $7::text[]) as cut (first, last, name)";

function values(
  tenantId: string,
  { collection_id, path }: RetentionState,
  ids: readonly string[],
  cuts: readonly Cut[],
) {
  const columns = [cuts.map(({ first }) => first), cuts.map(({ last }) => last), cuts.map(({ name }) => name)];
  return [tenantId, collection_id, path, ids, ...columns];
}

/** Removes a property from versions that are kept of records; answers of how many, at most `limit` (null: all). */
export function stripVersions(
  tenantId: string,
  state: RetentionState,
  ids: readonly string[],
  cuts: readonly Cut[],
  limit: number | null,
): Statement {
  return {
    name: "retention_strip_versions",
    text: `with found as (
             select v.record_id, v.version, cut.name from data.record_version v join ${CUTS}
               on v.schema_version between cut.first and cut.last and v.data ? cut.name
             where v.tenant_id = $1 and v.record_id = any($4) limit $8
           ), stripped as (
             update data.record_version v set data = v.data - found.name from found
             where v.tenant_id = $1 and v.record_id = found.record_id and v.version = found.version returning 1
           )
           update data.retention set versions = versions + (select count(*) from stripped)
           where tenant_id = $1 and collection_id = $2 and path = $3 returning (select count(*)::int from stripped) as count`,
    values: [...values(tenantId, state, ids, cuts), limit],
  };
}

/** The same for deleted records, all of them: divides by zero if one is not deleted any more, or was stripped. */
export function stripDeleted(
  tenantId: string,
  state: RetentionState,
  ids: readonly string[],
  cuts: readonly Cut[],
): Statement {
  return {
    name: "retention_strip_deleted",
    text: `with stripped as (
             update data.deleted_record d set data = d.data - cut.name from ${CUTS}
             where d.tenant_id = $1 and d.id = any($4) and d.schema_version between cut.first and cut.last and d.data ? cut.name
             returning 1
           ), counted as (
             update data.retention set versions = versions + (select count(*) from stripped)
             where tenant_id = $1 and collection_id = $2 and path = $3
           )
           select 1 / (count(*) = $8::int)::int from stripped`,
    values: [...values(tenantId, state, ids, cuts), ids.length],
  };
}
