import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { JsonText } from "@bulkhead/kernel/json-text.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { indexedField, type RecordFilter, readFilter } from "../records/filter.ts";
import type { IndexedField } from "../records/layout.ts";
import {
  type LeanRecord,
  type LeanRow,
  type RecordNode,
  type RecordRow,
  toLeanRecord,
  toRecord,
} from "../records/record-node.ts";
import { readSearch } from "../records/search-terms.ts";
import { type RecordOrder, selectRecords } from "../records/select-records.ts";
import { orTooBroad, wordsSearch } from "../records/text-condition.ts";

export interface RecordsArgs extends ConnectionArgs {
  collection: string;
  search?: string | null;
  filter?: readonly RecordFilter[] | null;
  sort?: { field: string; direction?: "ASCENDING" | "DESCENDING" | null } | null;
}

/** The value a row is sorted by, where there is one. */
interface Sorted {
  slot?: string | number;
}

/**
 * Records of a collection in a stable order, by keyset: the same page costs the same wherever it stands. `lean` leaves
 * out who wrote them, for callers that do not ask.
 */
export function records(ctx: DataContext, args: RecordsArgs, lean?: false): Promise<Connection<RecordNode>>;
export function records(ctx: DataContext, args: RecordsArgs, lean: boolean): Promise<Connection<LeanRecord>>;
export async function records(ctx: DataContext, args: RecordsArgs, lean = false): Promise<Connection<LeanRecord>> {
  const tenantId = authorizeIn(ctx, "record:read", args.collection);
  const page = readPage(args);
  const known = ctx.collections.byName(tenantId, args.collection);
  const collection = known instanceof Promise ? await known : known;
  const conditions = args.filter ? readFilter(args.filter, collection) : [];
  const search = args.search == null ? undefined : wordsSearch(collection.texts, readSearch(args.search));
  const order = readOrder(args.sort, collection.fields, search !== undefined);
  const searched = order.slot === "distance" ? ` ${args.search}` : "";
  const scope = `records ${collection.id} ${order.slot ?? "id"} ${order.descending}${searched}`;
  const position = page.cursor === null ? undefined : ctx.cursors.open(tenantId, scope, page.cursor);
  const selection = { tenantId, collectionId: collection.id, conditions, search, order, page, position, lean };
  const rows = await readAsTenant<RecordRow & Sorted>(ctx.db, tenantId, selectRecords(selection)).catch(orTooBroad);
  // JSON has no -Infinity: in a cursor it is null.
  const cursorOf = ({ id, slot }: LeanRow & Sorted) =>
    ctx.cursors.seal(tenantId, scope, slot === undefined ? [id] : [slot, id]);
  const toNode = lean ? toLeanRecord : toRecord;
  return toConnection<RecordRow & Sorted, LeanRecord>(rows, page, cursorOf, (row) => {
    const node = toNode(row, collection.name);
    node.data = new JsonText(row.data as string);
    return node;
  });
}

function readOrder(sort: RecordsArgs["sort"], fields: readonly IndexedField[], searches: boolean): RecordOrder {
  if (!sort) return { slot: searches ? "distance" : undefined, descending: false };
  const { slot } = indexedField(fields, sort.field, "sort.field");
  return { slot, descending: sort.direction === "DESCENDING" };
}
