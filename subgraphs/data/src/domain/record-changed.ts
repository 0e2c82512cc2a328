import { abortable } from "@bulkhead/kernel/abortable.ts";
import { invalidCursor } from "@bulkhead/kernel/cursor.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { comparePositions } from "@bulkhead/kernel/outbox-position.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { changeFilter } from "../changes/change-filter.ts";
import { type ChangeSource, changesOf, IMPORTED, interestIn, type RecordChange } from "../changes/record-change.ts";
import { createSeen, type Seen } from "../changes/seen.ts";
import { snapshotOf } from "../changes/snapshot.ts";
import { isSnapshotCursor, openSnapshot } from "../changes/snapshot-cursor.ts";
import type { DataContext } from "../context.ts";
import type { RecordFilter } from "../records/filter.ts";

export interface RecordChangedArgs {
  collection: string;
  filter?: readonly RecordFilter[] | null;
  after?: string | null;
  snapshot?: boolean | null;
}

/**
 * Every change of a collection's records after the cursor, then live ones, until the reader returns; before them, if asked
 * for, the records themselves. Each delivery is authorised again by whoever delivers it; the right to begin is decided here.
 */
export async function recordChanged(
  ctx: DataContext,
  args: RecordChangedArgs,
): Promise<AsyncIterableIterator<RecordChange>> {
  const tenantId = authorizeIn(ctx, "record:read", args.collection);
  const collection = await ctx.collections.byName(tenantId, args.collection);
  const filter = await changeFilter(ctx, tenantId, collection, args.filter, args.snapshot === true);
  const start = beginning(ctx, args, tenantId, collection.id, filter?.key ?? "");
  // Opened here and not when first read: a wrong cursor must refuse the subscription, not end it.
  const at = start.since === null ? undefined : ctx.feed.open(tenantId, start.since);
  const begun = ctx.feed.open(tenantId, ctx.feed.present(tenantId));
  const ending = new AbortController();
  const events = ctx.feed.follow(interestIn(tenantId, collection), start.since, ending.signal);
  const source: ChangeSource = { db: ctx.db, feed: ctx.feed, collection, filter };

  async function* changes(): AsyncGenerator<RecordChange> {
    const seen = createSeen(start.snapshot?.lastId ?? null);
    if (start.snapshot) {
      const { since, lastId } = start.snapshot;
      yield* untilEnd(snapshotOf({ ...source, cursors: ctx.cursors, tenantId, since }, lastId, seen));
    }
    for await (const event of events) {
      const resumed = at !== undefined && event.xid === at.xid && event.id === at.id;
      const found = changesOf(source, event, resumed ? at.part : 0);
      // What was missed, and rows of an import, are read as fast as this subscriber takes them.
      const paced = comparePositions(event, begun) <= 0 || event.type === IMPORTED;
      for await (const change of untilEnd(found))
        if (!isSeen(seen, change, event.xid)) yield paced ? { ...change, paced } : change;
    }
  }

  async function* untilEnd(found: AsyncGenerator<RecordChange>): AsyncGenerator<RecordChange> {
    for await (const change of found) {
      if (ending.signal.aborted) return;
      yield change;
    }
  }
  return abortable(changes(), ending);
}

function isSeen(seen: Seen, { recordId }: RecordChange, xid: string): boolean {
  return recordId !== null && seen.has(decodeId("record", recordId, "recordId"), xid);
}

interface Beginning {
  /** Cursor of the feed; null for now. */
  since: string | null;
  /** What is to be delivered before the changes: the records behind an id, or all. */
  snapshot?: { since: string; lastId: string | null };
}

/** A cursor counts for more than `snapshot`, so that whoever comes back may ask as they did the first time. */
function beginning(
  { feed, cursors }: DataContext,
  { after, snapshot }: RecordChangedArgs,
  tenantId: string,
  collectionId: string,
  filterKey: string,
): Beginning {
  if (after == null && !snapshot) return { since: null };
  if (after == null) {
    const since = feed.present(tenantId);
    return { since, snapshot: { since, lastId: null } };
  }
  if (!isSnapshotCursor(after)) return { since: after };
  const place = openSnapshot(cursors, tenantId, collectionId, after);
  if (place.filterKey !== filterKey) throw invalidCursor();
  const { since, record } = place;
  return record ? { since, snapshot: { since, lastId: record.id } } : { since };
}
