import { type Cursors, invalidCursor } from "@bulkhead/kernel/cursor.ts";

/** A place inside a snapshot of a collection. */
export interface SnapshotPlace {
  /** Cursor of the feed from before the first page: every change since then follows. */
  since: string;
  /** Id of the record that was delivered, and its version; null when the snapshot is over. */
  record: { id: string; version: number } | null;
  /** Of the filter: a snapshot that began with one cannot go on with another. */
  filterKey: string;
}

/** Tells it from the feed's own cursors. */
const MARK = "s.";

export function isSnapshotCursor(cursor: string): boolean {
  return cursor.startsWith(MARK);
}

export function sealSnapshot(
  cursors: Cursors,
  tenantId: string,
  collectionId: string,
  { since, record, filterKey }: SnapshotPlace,
): string {
  const values = [since, record?.id ?? null, record?.version ?? null, filterKey];
  return MARK + cursors.seal(tenantId, scopeOf(collectionId), values);
}

/** Errors: INVALID_CURSOR. */
export function openSnapshot(cursors: Cursors, tenantId: string, collectionId: string, cursor: string): SnapshotPlace {
  if (!isSnapshotCursor(cursor)) throw invalidCursor();
  const values = cursors.open(tenantId, scopeOf(collectionId), cursor.slice(MARK.length));
  const [since, id, version, filterKey] = values;
  const record = id === null ? null : { id: String(id), version: Number(version) };
  return { since: String(since), record, filterKey: String(filterKey) };
}

function scopeOf(collectionId: string): string {
  return `snapshot ${collectionId}`;
}
