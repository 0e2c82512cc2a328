import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { changeFilter } from "../changes/change-filter.ts";
import { changeAt, interestIn, type RecordChange } from "../changes/record-change.ts";
import { snapshotEnd, snapshotItem } from "../changes/snapshot.ts";
import { isSnapshotCursor, openSnapshot } from "../changes/snapshot-cursor.ts";
import type { Collection } from "../collections/directory.ts";
import type { DataContext } from "../context.ts";
import type { RecordFilter } from "../records/filter.ts";
import { RECORD_COLUMNS, type StoredRow } from "../records/record-node.ts";

/** One change by its cursor: the one that is being delivered, or else as the outbox still has it. */
export async function recordChange(
  ctx: DataContext,
  args: { collection: string; cursor: string; filter?: readonly RecordFilter[] | null },
): Promise<RecordChange> {
  const tenantId = authorizeIn(ctx, "record:read", args.collection);
  const collection = await ctx.collections.byName(tenantId, args.collection);
  const delivered = ctx.delivered?.get(args.cursor);
  if (isChangeOf(delivered, tenantId, collection)) return delivered;
  if (isSnapshotCursor(args.cursor)) return snapshotAt(ctx, tenantId, collection, args.cursor);
  const event = await ctx.feed.at(interestIn(tenantId, collection), args.cursor);
  if (!event) throw notFound();
  const filter = await changeFilter(ctx, tenantId, collection, args.filter, false);
  const source = { db: ctx.db, feed: ctx.feed, collection, filter };
  const change = await changeAt(source, event, ctx.feed.open(tenantId, args.cursor).part);
  if (!change) throw superseded();
  return change;
}

/** What is delivered was read for the subscriber, so it is looked at again: same tenant, same collection, or not at all. */
function isChangeOf(delivered: unknown, tenantId: string, collection: Collection): delivered is RecordChange {
  const change = delivered as Partial<RecordChange> | undefined;
  return change?.tenantId === tenantId && change.collectionId === collection.id;
}

/** What a snapshot delivered there, while it is still so: the change that made it different is delivered itself. */
async function snapshotAt(
  { db, cursors }: DataContext,
  tenantId: string,
  collection: Collection,
  cursor: string,
): Promise<RecordChange> {
  const { record, since, filterKey } = openSnapshot(cursors, tenantId, collection.id, cursor);
  const source = { cursors, tenantId, collection, since, filterKey };
  if (!record) return snapshotEnd(source);
  const [row] = await readAsTenant<StoredRow>(db, tenantId, {
    name: "snapshot_record",
    text: `select ${RECORD_COLUMNS} from data.record where tenant_id = $1 and collection_id = $2 and id = $3`,
    values: [tenantId, collection.id, record.id],
  });
  if (row?.version !== record.version) throw superseded();
  return snapshotItem(source, row);
}

/** Whoever delivers passes it over: what came of it has a change of its own, later in the same stream. */
function superseded(): AppError {
  const message = "What this cursor stood for has changed since. Read the record, or follow the changes.";
  return new AppError("NOT_FOUND", message, { extensions: { superseded: true } });
}
