import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Data } from "./map-record.ts";
import type { Migration } from "./migration-state.ts";

export interface LotRow {
  id: string;
  version: number;
  schema_version: number;
  data: Data;
}

/** Bytes of JSON that a lot may have, unless it is one record. */
const MAX_LOT_BYTES = 512 * 1024;

/** The next records of those that were there when the phase began, in the order of their ids. */
export function readLot(
  db: Database,
  { tenantId, collection_id, at_id, until_id }: Migration,
  rows: number,
): Promise<LotRow[]> {
  return readAsTenant<LotRow>(db, tenantId, {
    name: "migration_lot",
    text: `select id, version, schema_version, data from (
             select *, sum(octet_length(data::text)) over (order by id) as bytes, row_number() over (order by id) as number
             from (select id, version, schema_version, data from data.record
                   where tenant_id = $1 and collection_id = $2 and id > $3 and id <= $6 order by id limit $4) as page
           ) as lot where bytes <= $5 or number = 1 order by id`,
    values: [tenantId, collection_id, at_id, rows, MAX_LOT_BYTES, until_id],
  });
}

/** How many records there are, and the last of them. */
export async function surveyRecords(
  db: Database,
  { tenantId, collection_id }: Migration,
): Promise<{ count: number; last: string | null }> {
  const [row] = await readAsTenant<{ count: number; last: string | null }>(db, tenantId, {
    name: "migration_survey",
    text: `select count(*)::int as count,
             (select id from data.record where tenant_id = $1 and collection_id = $2 order by id desc limit 1) as last
           from data.record where tenant_id = $1 and collection_id = $2`,
    values: [tenantId, collection_id],
  });
  return row ?? { count: 0, last: null };
}
