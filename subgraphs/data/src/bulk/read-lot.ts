import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { MAX_LOT_BYTES, withinBytes } from "../records/lot-bytes.ts";
import type { Matching } from "./matching.ts";

/** A record that matches, as it is now. */
export interface Candidate {
  id: string;
  version: number;
  /** JSON text; absent where nobody needs it. */
  data: string;
  schema_version: number;
  created_at: string;
  created_by: string;
}

/** What goes through the records of a collection that are older than itself. */
export interface Walk {
  tenantId: string;
  collectionId: string;
  /** uuid: records that were made after it have larger ones. */
  untilId: string;
  /** The last record that was looked at; null before the first. */
  afterId: string | null;
}

/**
 * The next records that match, in the order of their ids. Those that were made after the change was asked for have larger
 * ones, and those that were looked at have smaller ones.
 */
export function readLot(db: Database, walk: Walk, matches: Matching, rows: number): Promise<Candidate[]> {
  return readAsTenant<Candidate>(db, walk.tenantId, lotStatement(walk, matches, rows));
}

export function lotStatement(walk: Walk, matches: Matching, rows: number): Statement {
  const { tenantId, untilId, collectionId, afterId } = walk;
  const values: unknown[] = [tenantId, collectionId, untilId, rows, MAX_LOT_BYTES];
  const param = (value: unknown) => `$${values.push(value)}`;
  const after = afterId === null ? "" : ` and id > ${param(afterId)}`;
  const columns = "schema_version, created_at, created_by";
  const found = `select id, version, data, ${columns} from data.record
    where tenant_id = $1 and collection_id = $2 and id < $3${after}${matches(param)} order by id limit $4`;
  return { text: withinBytes(found, columns, "$5"), values };
}

/** How many match, at most `most`. */
export async function countMatching(db: Database, walk: Walk, matches: Matching, most: number): Promise<number> {
  const { tenantId, untilId, collectionId } = walk;
  const values: unknown[] = [tenantId, collectionId, untilId, most];
  const param = (value: unknown) => `$${values.push(value)}`;
  const [row] = await readAsTenant<{ found: number }>(db, tenantId, {
    text: `select count(*)::int as found from (
             select from data.record where tenant_id = $1 and collection_id = $2 and id < $3${matches(param)} limit $4) as found`,
    values,
  });
  return row?.found ?? 0;
}
