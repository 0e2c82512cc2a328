import type { Page } from "@bulkhead/kernel/connection.ts";
import type { CursorValue } from "@bulkhead/kernel/cursor.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";
import { encodeKey } from "./composite-key.ts";
import { missingValue } from "./field-type.ts";
import type { QueryField, SlotValue } from "./filter-node.ts";
import { type Param, placeSql } from "./filter-sql.ts";
import type { CompiledFilter, KeyAccess } from "./key-range.ts";
import { whereSql } from "./read-query.ts";
import { LEAN_LIST_COLUMNS, LIST_COLUMNS } from "./record-node.ts";
import type { RecordOrder } from "./record-order.ts";
import { shapeOf } from "./statement-name.ts";
import { foundIdsSql, foundSql, type WordsSearch } from "./text-condition.ts";

export interface RecordSelection extends CompiledFilter {
  tenantId: string;
  collectionId: string;
  /** Only records that it finds; without an order, the best fit first. */
  search?: WordsSearch | undefined;
  order: RecordOrder;
  page: Page;
  /** What the page's cursor holds: the values of the order's fields, and the id. */
  position: readonly CursorValue[] | undefined;
  /** Leave out who wrote the record and when it last changed. */
  lean: boolean;
  /** Also read which version of the schema the data is of. */
  withVersions?: boolean;
}

/** One thing that rows are ordered by. */
interface Column {
  sql: string;
  descending: boolean;
  /** Where it stands, when there is a position. */
  at: string | undefined;
}

/**
 * The statement behind `records`, by hand: it is the hottest of the room. A keyset and not OFFSET, so that the hundredth
 * page costs what the first does; each direction reads one index from one place.
 */
export function selectRecords(selection: RecordSelection): Statement {
  const { tenantId, collectionId, key, order, page, position, lean, withVersions, search } = selection;
  const values: unknown[] = [tenantId, collectionId];
  const param: Param = (value) => `$${values.push(value)}`;
  let where = "tenant_id = $1 and collection_id = $2";
  const condition = whereSql(selection, param);
  if (condition !== "true") where += ` and ${condition}`;
  let from = "data.record";
  const byDistance = search !== undefined && order.length === 0;
  if (byDistance) {
    from += `, ${foundSql(search, "$2", param)} as found`;
    where += " and id = found.record_id";
  } else if (search) where += ` and ${foundIdsSql(search, "$2", param)}`;
  const columns = byDistance
    ? [distanceColumn(selection, param), idColumn(selection, param)]
    : key?.direction
      ? keyColumns(key, key.direction, selection, param)
      : fieldColumns(selection, param);
  // The slot's index holds only rows that use the slot; this lets the planner know that those are all it needs.
  const [first] = order;
  if (first?.field.slot && !key?.direction) where += ` and ${first.field.slot} is not null`;
  if (position) where += ` and ${afterSql(columns)}`;
  const by = columns.map(({ sql, descending }) => (descending ? `${sql} desc` : sql)).join(", ");
  const listed =
    (lean ? LEAN_LIST_COLUMNS : LIST_COLUMNS) +
    (withVersions ? ", schema_version" : "") +
    (byDistance ? ", distance" : "");
  const text = `select ${listed} from ${from} where ${where} order by ${by} limit ${param(page.limit + 1)}`;
  // Prepared statements stay in the connection for good, so only the few hundred common shapes become one.
  const shape = search ? undefined : shapeOf(selection);
  return shape
    ? { name: `records_${lean ? "lean" : "full"}${withVersions ? "_versions" : ""}_${shape}`, text, values }
    : { text, values };
}

/** By the key alone where it is not one value, and by id in the direction that the order says, whichever way the key is read. */
function keyColumns(
  { index, equal }: KeyAccess,
  direction: "forward" | "backward",
  selection: RecordSelection,
  param: Param,
): Column[] {
  const { slot, parts } = index;
  const id = idColumn(selection, param);
  if (equal.length === parts.length) return [id];
  const { order, page, position } = selection;
  const descending = (direction === "backward") !== page.backward;
  if (!position) return [{ sql: slot, descending, at: undefined }, id];
  const open = parts.slice(equal.length).map((part) => {
    const at = order.findIndex(({ field }) => field.name === part.name);
    return { descending: part.descending, value: valueAt(position, at, part) };
  });
  return [{ sql: slot, descending, at: param(encodeKey([...equal, ...open])) }, id];
}

function fieldColumns(selection: RecordSelection, param: Param): Column[] {
  const { order, page, position } = selection;
  const columns = order.map(({ field, descending }, at) => ({
    sql: placeSql(field, param),
    descending: descending !== page.backward,
    at: position && param(valueAt(position, at, field)),
  }));
  return [...columns, idColumn(selection, param)];
}

/** How badly a search fits: the best comes first. */
function distanceColumn({ page, position }: RecordSelection, param: Param): Column {
  return { sql: "distance", descending: page.backward, at: position && param(position[0]) };
}

function idColumn({ order, page, position }: RecordSelection, param: Param): Column {
  const descending = (order[0]?.descending ?? false) !== page.backward;
  return { sql: "id", descending, at: position && param(position.at(-1)) };
}

function valueAt(position: readonly CursorValue[], at: number, field: { type: QueryField["type"] }): SlotValue {
  return position[at] ?? missingValue(field.type);
}

/**
 * What comes after a position. Where all go one way a comparison of rows, which an index serves from one place; else the
 * same written out, from the first column on.
 */
function afterSql(columns: readonly Column[]): string {
  const isAfter = ({ descending }: Column) => (descending ? "<" : ">");
  const [first, ...others] = columns;
  if (!first) return "true";
  if (others.length === 0) return `${first.sql} ${isAfter(first)} ${first.at}`;
  if (others.every(({ descending }) => descending === first.descending)) {
    const sides = [columns.map(({ sql }) => sql), columns.map(({ at }) => at)].map((side) => `(${side.join(", ")})`);
    return sides.join(` ${isAfter(first)} `);
  }
  // Twice said, so that the first column's index can begin there.
  const begins = `${first.sql} ${isAfter(first)}= ${first.at}`;
  return `${begins} and (${first.sql} ${isAfter(first)} ${first.at} or ${afterSql(others)})`;
}
