import type { Statement } from "@bulkhead/kernel/database.ts";
import type { Candidate } from "../bulk/read-lot.ts";
import { MAX_LOT_BYTES, withinBytes } from "../records/lot-bytes.ts";
import { DAY_MS } from "./over.ts";

/** A record whose time is over, living or deleted. */
export interface DueRecord extends Candidate {
  is_deleted: boolean;
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Later than writers are refused, by more than a write takes and clocks differ: so nobody can give a record a value after
 * it was looked at.
 */
const LATER_MS = 60_000;

/** No record that was created so many days ago has an id as large as this. */
export function dueBefore(days: number): string {
  const time = Math.max(0, Date.now() - days * DAY_MS - LATER_MS)
    .toString(16)
    .padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

export interface DueRange {
  collectionId: string;
  afterId: string | null;
  before: string;
  rows: number;
  /** Whole records go from among the living alone. */
  withDeleted: boolean;
}

/** The next records whose time is over, in the order of their creation: looks at as many rows of each table. */
export function selectDue(tenantId: string, { collectionId, afterId, before, rows, withDeleted }: DueRange): Statement {
  const columns = "schema_version, created_at, created_by";
  const page = (table: string, isDeleted: boolean) =>
    `(select id, version, data, ${columns}, ${isDeleted} as is_deleted from ${table}
      where tenant_id = $1 and collection_id = $2 and id > $3 and id < $4 order by id limit $5)`;
  const deleted = withDeleted ? ` union all ${page("data.deleted_record", true)}` : "";
  const found = `select * from (${page("data.record", false)}${deleted}) as due order by id limit $5`;
  return {
    name: withDeleted ? "retention_due" : "retention_due_living",
    text: withinBytes(found, `${columns}, is_deleted`, "$6"),
    values: [tenantId, collectionId, afterId ?? FIRST_ID, before, rows, MAX_LOT_BYTES],
  };
}
