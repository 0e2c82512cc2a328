import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { MAX_LOT_BYTES, withinBytes } from "../records/lot-bytes.ts";
import type { Data } from "./map-record.ts";
import type { Migration } from "./migration-state.ts";

export interface LotRow {
  id: string;
  version: number;
  schema_version: number;
  data: Data;
}

type Place = Pick<Migration, "tenantId" | "collection_id" | "at_id" | "until_id">;

/** The next records of those that were there when the phase began, in the order of their ids. */
export async function readLot(db: Database, migration: Place, rows: number): Promise<LotRow[]> {
  const lot = await readAsTenant<LotText>(db, migration.tenantId, lotStatement(migration, rows));
  return lot.map((one) => ({ ...one, data: JSON.parse(one.data) as Data }));
}

interface LotText extends Omit<LotRow, "data"> {
  data: string;
}

export function lotStatement({ tenantId, collection_id, at_id, until_id }: Place, rows: number): Statement {
  const found = `select id, version, schema_version, data from data.record
    where tenant_id = $1 and collection_id = $2 and id > $3 and id <= $6 order by id limit $4`;
  return {
    name: "migration_lot",
    text: withinBytes(found, "schema_version", "$5"),
    values: [tenantId, collection_id, at_id, rows, MAX_LOT_BYTES, until_id],
  };
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
