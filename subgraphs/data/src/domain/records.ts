import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { JsonText } from "@bulkhead/kernel/json-text.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { Collection } from "../collections/directory.ts";
import type { DataContext } from "../context.ts";
import { textOf } from "../evolution/upgrade-record.ts";
import { countRecords } from "../records/count-records.ts";
import type { FieldLookup, Read, RecordFilter } from "../records/filter.ts";
import type { FilterNode } from "../records/filter-node.ts";
import { chooseKey } from "../records/key-range.ts";
import { readGiven, readWithFields } from "../records/read-query.ts";
import { type LeanRecord, type RecordNode, type RecordRow, toLeanRecord, toRecord } from "../records/record-node.ts";
import { positionOf, type RecordOrder, type RecordSort, readOrder, scopeOf } from "../records/record-order.ts";
import { readSearch } from "../records/search-terms.ts";
import { selectRecords } from "../records/select-records.ts";
import { filterLack, orderLack, requireIndexes } from "../records/served.ts";
import { orTooBroad, type WordsSearch, wordsSearch } from "../records/text-condition.ts";

export interface RecordsArgs extends ConnectionArgs {
  collection: string;
  search?: string | null;
  filter?: readonly RecordFilter[] | null;
  sort?: readonly RecordSort[] | null;
}

/** What of an answer must be read only when somebody asks for it. */
export interface Asked {
  /** Who wrote the records, and when they last changed. */
  authorship: boolean;
  /** How many there are. */
  total: boolean;
}

export interface RecordConnection<Node> extends Connection<Node> {
  /** There when asked for. */
  totalCount?: number;
}

/**
 * Records of a collection in a stable order, by keyset: the same page costs the same wherever it stands.
 */
export function records(ctx: DataContext, args: RecordsArgs): Promise<RecordConnection<RecordNode>>;
export function records(ctx: DataContext, args: RecordsArgs, asked: Asked): Promise<RecordConnection<LeanRecord>>;
export async function records(
  ctx: DataContext,
  args: RecordsArgs,
  asked: Asked = { authorship: true, total: false },
): Promise<RecordConnection<LeanRecord>> {
  const tenantId = authorizeIn(ctx, "record:read", args.collection);
  const page = readPage(args);
  const known = ctx.collections.byName(tenantId, args.collection);
  const collection = known instanceof Promise ? await known : known;
  const read = readWithFields(ctx, tenantId, collection, (fieldOf) => readQuery(args, fieldOf));
  const { node, order } = read instanceof Promise ? await read : read;
  const key = chooseKey(node, order, collection.indexes);
  const search = args.search == null ? undefined : wordsSearch(collection.texts, readSearch(args.search));
  const byDistance = search !== undefined && order.length === 0;
  const scope = scopeOf(collection.id, order) + (byDistance ? ` ${args.search}` : "");
  const position = page.cursor === null ? undefined : ctx.cursors.open(tenantId, scope, page.cursor);
  const lacks = [filterLack({ node, key }, args.filter), orderLack(order, key, args.sort)];
  if (lacks.some((lack) => lack)) await requireIndexes(ctx.sizes, tenantId, collection, lacks);
  const collectionId = collection.id;
  const lean = !asked.authorship;
  const withVersions = collection.rewriting !== null;
  const selection = { tenantId, collectionId, search, node, key, order, page, position, lean, withVersions };
  const counting = asked.total ? countOf(ctx, tenantId, collection, node, search) : undefined;
  const [rows, totalCount] = await Promise.all([
    readAsTenant<RecordRow & { distance?: number }>(ctx.db, tenantId, selectRecords(selection)),
    counting,
  ]).catch(orTooBroad);
  const placeOf = (row: RecordRow & { distance?: number }) => {
    if (byDistance) return [row.distance ?? 0, row.id];
    return order.length === 0 ? [row.id] : positionOf(order, row.id, JSON.parse(textOf(collection, row)));
  };
  const cursorOf = (row: RecordRow) => ctx.cursors.seal(tenantId, scope, placeOf(row));
  const toNode = lean ? toLeanRecord : toRecord;
  const connection: RecordConnection<LeanRecord> = toConnection<RecordRow, LeanRecord>(rows, page, cursorOf, (row) => {
    const made = toNode(row, collection.name);
    made.data = new JsonText(textOf(collection, row));
    return made;
  });
  if (totalCount !== undefined) connection.totalCount = totalCount;
  return connection;
}

function readQuery(
  { filter, sort }: RecordsArgs,
  fieldOf: FieldLookup,
): Read<{ node: FilterNode; order: RecordOrder }> {
  const read = readGiven(filter, fieldOf);
  const order = sort ? readOrder(sort, fieldOf) : { value: [], faults: [] };
  return { value: { node: read.value, order: order.value }, faults: [...read.faults, ...order.faults] };
}

async function countOf(
  ctx: DataContext,
  tenantId: string,
  collection: Collection,
  node: FilterNode,
  search: WordsSearch | undefined,
): Promise<number> {
  const key = chooseKey(node, [], collection.indexes);
  const statement = countRecords({ tenantId, collectionId: collection.id, search, node, key });
  const [row] = await readAsTenant<{ count: number }>(ctx.db, tenantId, statement);
  return row?.count ?? 0;
}
