import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { EVERYTHING, type FilterNode } from "../records/filter-node.ts";
import { filterSql } from "../records/filter-sql.ts";
import { RECORD_COLUMNS, type StoredRow } from "../records/record-node.ts";

/** Most records of a page, and what they may take as text, so that a page of large records cannot fill the memory. */
const PAGE = 250;
const PAGE_BYTES = 4_000_000;

/** An upper bound of what `data` takes as text, without reading it; no record takes more than 1 MiB. */
const BYTES = `case when pg_column_compression(data) is null then pg_column_size(data)
               else least(pg_column_size(data)::bigint * 256, 1048576) end`;

/** Records in the order of their ids, and the database's snapshot in which they are so. */
export interface SnapshotPage {
  rows: StoredRow[];
  /** Of `pg_current_snapshot()`. */
  snapshot: string;
  /** Whether there may be records behind the last. */
  more: boolean;
}

/** The matching records behind an id, read in the one statement that also says which transactions it saw. */
export async function readSnapshotPage(
  db: Database,
  tenantId: string,
  collectionId: string,
  node: FilterNode,
  afterId: string,
): Promise<SnapshotPage> {
  const rows = await readAsTenant<StoredRow & { snapshot: string; more: boolean | null }>(
    db,
    tenantId,
    selectSnapshotPage(tenantId, collectionId, node, afterId),
  );
  const snapshot = rows[0]?.snapshot ?? "";
  return { snapshot, more: rows.at(-1)?.more ?? false, rows: rows.filter(({ id }) => id !== null) };
}

/** By keyset: a page in the middle of a large collection costs what the first does. */
export function selectSnapshotPage(
  tenantId: string,
  collectionId: string,
  node: FilterNode,
  afterId: string,
): Statement {
  const values: unknown[] = [tenantId, collectionId, afterId];
  const where = filterSql(node, (value) => `$${values.push(value)}`);
  const text = `select snapshot, page.* from (select pg_current_snapshot()::text as snapshot) as now
    left join lateral (
      select ${RECORD_COLUMNS}, before + bytes >= ${PAGE_BYTES} or rank = ${PAGE} as more
      from (select *, sum(bytes) over (order by id) - bytes as before, row_number() over (order by id) as rank
            from (select ${RECORD_COLUMNS}, ${BYTES} as bytes from data.record
                  where tenant_id = $1 and collection_id = $2 and id > $3 and ${where} order by id limit ${PAGE}) as sized
           ) as counted
      where before < ${PAGE_BYTES} order by id) as page on true
    order by page.id`;
  return node === EVERYTHING ? { name: "snapshot_page", text, values } : { text, values };
}
