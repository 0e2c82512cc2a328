import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { Collection } from "../collections/directory.ts";
import { dataOf } from "../evolution/upgrade-record.ts";
import { EVERYTHING } from "../records/filter-node.ts";
import { type StoredRow, toRecord } from "../records/record-node.ts";
import type { ChangeFilter } from "./change-filter.ts";
import type { RecordChange } from "./record-change.ts";
import type { Seen } from "./seen.ts";
import { sealSnapshot } from "./snapshot-cursor.ts";
import { readSnapshotPage } from "./snapshot-page.ts";

/** Which snapshot a cursor belongs to. */
export interface SnapshotOrigin {
  cursors: Cursors;
  tenantId: string;
  collection: Collection;
  /** Cursor of the feed from before the first page. */
  since: string;
  /** Of the filter; empty without one. */
  filterKey: string;
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Every matching record behind `afterId`, in the order of ids and a page at a time, and then the end of them. What each
 * page saw goes to `seen`; a record is never held longer than its page.
 */
export async function* snapshotOf(
  { db, filter, ...rest }: Omit<SnapshotOrigin, "filterKey"> & { db: Database; filter?: ChangeFilter | undefined },
  afterId: string | null,
  seen: Seen,
): AsyncGenerator<RecordChange> {
  const origin = { ...rest, filterKey: filter?.key ?? "" };
  let last = afterId ?? FIRST_ID;
  for (let more = true; more; ) {
    const page = await readSnapshotPage(db, rest.tenantId, rest.collection.id, filter?.node ?? EVERYTHING, last);
    more = page.more;
    last = page.rows.at(-1)?.id ?? last;
    seen.note(page.snapshot, more ? last : undefined);
    for (const row of page.rows) yield snapshotItem(origin, row);
  }
  yield snapshotEnd(origin);
}

export function snapshotItem(origin: SnapshotOrigin, row: StoredRow): RecordChange {
  const { id, version } = row;
  return {
    ...common(origin, { id, version }),
    kind: "SNAPSHOT",
    recordId: encodeId("record", id),
    record: toRecord({ ...row, data: dataOf(origin.collection, row) }, origin.collection.name),
  };
}

export function snapshotEnd(origin: SnapshotOrigin): RecordChange {
  return { ...common(origin, null), kind: "SNAPSHOT_END", recordId: null, record: null };
}

/** The version is in the cursor so that two who read a record at different times have different cursors. */
function common(
  { cursors, tenantId, collection, since, filterKey }: SnapshotOrigin,
  record: { id: string; version: number } | null,
) {
  const cursor = sealSnapshot(cursors, tenantId, collection.id, { since, record, filterKey });
  return { tenantId, collectionId: collection.id, cursor, paced: true };
}
