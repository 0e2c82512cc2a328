import type { Page } from "@bulkhead/kernel/connection.ts";
import type { CursorValue } from "@bulkhead/kernel/cursor.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";
import type { Condition } from "./filter.ts";
import { LEAN_LIST_COLUMNS, LIST_COLUMNS } from "./record-node.ts";
import type { Slot } from "./slots.ts";
import { containsSql, foundSql, type WordsSearch } from "./text-condition.ts";

/** How a list is ordered: by a slot, or how well a search fits, then by id in the same direction; without one, by id alone. */
export interface RecordOrder {
  slot: Slot | "distance" | undefined;
  descending: boolean;
}

export interface RecordSelection {
  tenantId: string;
  collectionId: string;
  conditions: readonly Condition[];
  /** Only records that it finds. */
  search?: WordsSearch | undefined;
  order: RecordOrder;
  page: Page;
  /** What the page's cursor holds: the id, or the slot's value and the id. */
  position: readonly CursorValue[] | undefined;
  /** Leave out who wrote the record and when it last changed. */
  lean: boolean;
}

/**
 * The statement behind `records`, by hand: it is the hottest of the room. A keyset (a row comparison) and not OFFSET, so
 * that the hundredth page costs what the first does; each direction reads one index from one place.
 */
export function selectRecords({
  tenantId,
  collectionId,
  conditions,
  search,
  order,
  page,
  position,
  lean,
}: RecordSelection): Statement {
  const values: unknown[] = [tenantId, collectionId];
  const param = (value: unknown) => `$${values.push(value)}`;
  const { slot } = order;
  const descending = order.descending !== page.backward;
  let name = `records_${lean ? "lean" : "full"}_${slot ?? "id"}_${descending ? "desc" : "asc"}`;
  let where = "tenant_id = $1 and collection_id = $2";
  let from = "data.record";
  if (search) {
    const found = foundSql(search, "$2", param);
    if (slot === "distance") from += `, ${found} as found`;
    where += slot === "distance" ? " and id = found.record_id" : ` and id = any(array(select record_id from ${found}))`;
  }
  for (const condition of conditions) {
    where += ` and ${toSql(condition, param)}`;
    name += `_${shapeOf(condition)}`;
  }
  // The slot's index holds only rows that use the slot; this lets the planner know that those are all it needs.
  if (slot && slot !== "distance") where += ` and ${slot} is not null`;
  if (position) {
    const [first, second] = position.map((value) => param(value ?? Number.NEGATIVE_INFINITY));
    where += slot ? ` and (${slot}, id)` : " and id";
    where += descending ? " < " : " > ";
    where += slot ? `(${first}, ${second})` : first;
    name += "_after";
  }
  const direction = descending ? " desc" : "";
  const by = slot ? `${slot}${direction}, id${direction}` : `id${direction}`;
  const columns = (lean ? LEAN_LIST_COLUMNS : LIST_COLUMNS) + (slot ? `, ${slot} as slot` : "");
  const text = `select ${columns} from ${from} where ${where} order by ${by} limit ${param(page.limit + 1)}`;
  // Prepared statements stay in the connection for good, so only the few hundred common shapes become one.
  return conditions.length <= 1 && !search ? { name, text, values } : { text, values };
}

function toSql(condition: Condition, param: (value: unknown) => string): string {
  if (condition.operator === "contains") return containsSql(condition, "$2", param);
  const { slot } = condition;
  if (condition.operator === "=") return `${slot} = ${param(condition.value)}`;
  if (condition.operator === "any") return `${slot} = any(${param(condition.values)})`;
  const { from, to } = condition;
  const lower = `${slot} ${from.inclusive ? ">=" : ">"} ${param(from.value)}`;
  return to ? `${lower} and ${slot} ${to.inclusive ? "<=" : "<"} ${param(to.value)}` : lower;
}

function shapeOf(condition: Condition): string {
  if (condition.operator === "contains") return "contains";
  if (condition.operator !== "range") return `${condition.slot}_${condition.operator === "=" ? "eq" : "any"}`;
  const upper = condition.to ? (condition.to.inclusive ? "le" : "lt") : "";
  return `${condition.slot}_${condition.from.inclusive ? "ge" : "gt"}${upper}`;
}
