import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Feed, FeedEvent, Interest } from "@bulkhead/kernel/feed.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { Collection } from "../collections/directory.ts";
import { dataOf } from "../evolution/upgrade-record.ts";
import { dataBefore, type Properties } from "../records/previous.ts";
import { RECORD_COLUMNS, type RecordNode, type RecordRow, toRecord } from "../records/record-node.ts";
import type { ChangeFilter } from "./change-filter.ts";

/** A change as subscribers get it; tenant and collection are for the one who looks it up again, not for them. */
export interface RecordChange {
  tenantId: string;
  collectionId: string;
  cursor: string;
  kind: "SNAPSHOT" | "SNAPSHOT_END" | "CREATED" | "UPDATED" | "DELETED" | "LEFT";
  recordId: string | null;
  record: RecordNode | null;
  /** Read at the reader's own pace and not pushed by what others do: a limit of messages makes it wait. */
  paced?: boolean;
}

/** Where changes are read from, and which of them somebody follows. */
export interface ChangeSource {
  db: Database;
  feed: Feed;
  collection: Collection;
  filter?: ChangeFilter | undefined;
}

const KINDS = {
  "record.created": () => "CREATED",
  "record.updated": () => "UPDATED",
  "record.deleted": () => "DELETED",
  "record.restored": ({ wasDeleted }) => (wasDeleted ? "CREATED" : "UPDATED"),
} as const satisfies { [type: string]: (payload: Payload) => RecordChange["kind"] };
export const IMPORTED = "records.imported";

/** The events a collection's changes are made of. */
export function interestIn(tenantId: string, collection: Collection): Interest {
  return { tenantId, types: [...Object.keys(KINDS), IMPORTED], subject: collection.id };
}

/**
 * The changes an event stands for: one, or one for each row of an import's batch, read in pages when they are asked for.
 * `from` is the part a cursor stands at: the changes after it follow. Rows deleted since are passed over, changed ones
 * are delivered as they are now.
 */
export async function* changesOf(
  { db, feed, collection, filter }: ChangeSource,
  event: FeedEvent,
  from: number,
): AsyncGenerator<RecordChange> {
  if (event.type !== IMPORTED) {
    const change = from === 0 ? throughFilter(singleChange(feed, event, collection), event, filter) : undefined;
    if (change) yield change;
    return;
  }
  const batch = event.payload as unknown as Batch;
  for (let next = batch.firstRow + from; next <= batch.lastRow; ) {
    const rows = await importedRows(db, event.tenantId, batch, next, PAGE);
    for (const row of rows)
      if (!filter || filter.holds(dataOf(collection, row))) yield importedChange(feed, event, collection, row);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    next = last.import_row + 1;
  }
}

/** The one change at a part of an event; undefined when its record is gone, or is none that the filter follows. */
export async function changeAt(
  { db, feed, collection, filter }: ChangeSource,
  event: FeedEvent,
  part: number,
): Promise<RecordChange | undefined> {
  if (event.type !== IMPORTED) return throughFilter(singleChange(feed, event, collection), event, filter);
  const batch = event.payload as unknown as Batch;
  const importRow = batch.firstRow + part - 1;
  const [row] = await importedRows(db, event.tenantId, { ...batch, lastRow: importRow }, importRow, 1);
  if (!row || filter?.holds(dataOf(collection, row)) === false) return undefined;
  return importedChange(feed, event, collection, row);
}

/** Payload of `records.imported`. */
interface Batch {
  importId: string;
  firstRow: number;
  lastRow: number;
}

interface ImportedRow extends RecordRow {
  import_row: number;
  schema_version: number;
}

const PAGE = 500;

function importedRows(
  db: Database,
  tenantId: string,
  batch: Batch,
  next: number,
  limit: number,
): Promise<ImportedRow[]> {
  return readAsTenant<ImportedRow>(db, tenantId, {
    name: "imported_rows",
    text: `select ${RECORD_COLUMNS}, import_row from data.record
           where tenant_id = $1 and import_id = $2 and import_row between $3 and $4 order by import_row limit $5`,
    values: [tenantId, batch.importId, next, batch.lastRow, limit],
  });
}

function importedChange(feed: Feed, event: FeedEvent, collection: Collection, row: ImportedRow): RecordChange {
  const part = row.import_row - (event.payload as unknown as Batch).firstRow + 1;
  const record = toRecord({ ...row, data: dataOf(collection, row) }, collection.name);
  const cursor = feed.cursor(event, part);
  return {
    tenantId: event.tenantId,
    collectionId: collection.id,
    cursor,
    kind: "CREATED",
    recordId: record.id,
    record,
  };
}

/** Payloads of `record.*`; a deletion's has no more than the first two. */
interface Payload {
  recordId: string;
  version: number;
  data: unknown;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
  /** Of a restored record. */
  wasDeleted?: boolean;
}

/**
 * A change as those see it who follow some records only: what comes in is UPDATED like what stays, what goes out is LEFT. A
 * deletion reaches everybody: there is nothing left to compare. Before events told what they replaced, every record may
 * have been followed.
 */
function throughFilter(
  change: RecordChange,
  { payload }: FeedEvent,
  filter: ChangeFilter | undefined,
): RecordChange | undefined {
  if (!filter || change.kind === "DELETED" || filter.holds(payload.data as Properties)) return change;
  if (change.kind === "CREATED") return undefined;
  const { data, previous } = payload as { data: Properties; previous?: Properties };
  if (previous && !filter.holds(dataBefore(data, previous))) return undefined;
  return { ...change, kind: "LEFT", record: null };
}

function singleChange(feed: Feed, event: FeedEvent, collection: Collection): RecordChange {
  const payload = event.payload as unknown as Payload;
  const kind = KINDS[event.type as keyof typeof KINDS](payload);
  return {
    tenantId: event.tenantId,
    collectionId: collection.id,
    cursor: feed.cursor(event),
    kind,
    recordId: encodeId("record", payload.recordId),
    record: kind === "DELETED" ? null : toRecord(toRow(payload), collection.name),
  };
}

function toRow(payload: Payload): RecordRow {
  return {
    id: payload.recordId,
    data: payload.data,
    version: payload.version,
    created_at: payload.createdAt,
    updated_at: payload.updatedAt,
    created_by: payload.createdBy,
    updated_by: payload.updatedBy,
  };
}
