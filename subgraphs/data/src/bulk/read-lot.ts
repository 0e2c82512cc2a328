import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { BulkChange } from "./bulk-state.ts";
import type { Matching } from "./matching.ts";

/** A record that matches, as it is now. */
export interface Candidate {
  id: string;
  version: number;
  /** JSON text; absent where nobody needs it. */
  data: string;
  created_at: string;
  created_by: string;
}

/** Bytes of a lot's data: what is sent, kept and told of it at once. */
const MAX_LOT_BYTES = 512 * 1024;

/**
 * The next records that match, in the order of their ids. Those that were made after the change was asked for have larger
 * ones, and those that were looked at have smaller ones.
 */
export function readLot(db: Database, bulk: BulkChange, matches: Matching, rows: number): Promise<Candidate[]> {
  const { tenantId, bulkId, collectionId, checkpoint } = bulk;
  const values: unknown[] = [tenantId, collectionId, bulkId, rows, MAX_LOT_BYTES];
  const param = (value: unknown) => `$${values.push(value)}`;
  const after = checkpoint.afterId === null ? "" : ` and id > ${param(checkpoint.afterId)}`;
  return readAsTenant<Candidate>(db, tenantId, {
    text: `select id, version, data, created_at, created_by from (
             select *, sum(octet_length(data)) over (order by id) - octet_length(data) as before from (
               select id, version, data::text as data, created_at, created_by from data.record
               where tenant_id = $1 and collection_id = $2 and id < $3${after}${matches(param)}
               order by id limit $4) as found) as measured
           where before < $5 order by id`,
    values,
  });
}

/** How many match, at most `most`. */
export async function countMatching(db: Database, bulk: BulkChange, matches: Matching, most: number): Promise<number> {
  const { tenantId, bulkId, collectionId } = bulk;
  const values: unknown[] = [tenantId, collectionId, bulkId, most];
  const param = (value: unknown) => `$${values.push(value)}`;
  const [row] = await readAsTenant<{ found: number }>(db, tenantId, {
    text: `select count(*)::int as found from (
             select from data.record where tenant_id = $1 and collection_id = $2 and id < $3${matches(param)} limit $4) as found`,
    values,
  });
  return row?.found ?? 0;
}
