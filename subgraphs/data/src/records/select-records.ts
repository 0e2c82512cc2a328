import type { Page } from "@bulkhead/kernel/connection.ts";
import type { CursorValue } from "@bulkhead/kernel/cursor.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";
import type { Condition } from "./filter.ts";
import { LEAN_LIST_COLUMNS, LIST_COLUMNS } from "./record-node.ts";
import type { Slot } from "./slots.ts";

/** How a list is ordered: by a slot, then by id in the same direction; without a slot, by id alone. */
export interface RecordOrder {
  slot: Slot | undefined;
  descending: boolean;
}

export interface RecordSelection {
  tenantId: string;
  collectionId: string;
  conditions: readonly Condition[];
  order: RecordOrder;
  page: Page;
  /** What the page's cursor holds: the id, or the slot's value and the id. */
  position: readonly CursorValue[] | undefined;
  /** Leave out who wrote the record and when it last changed. */
  lean: boolean;
  /** Also read which version of the schema the data is of. */
  withVersions?: boolean;
}

/**
 * The statement behind `records`, by hand: it is the hottest of the room. A keyset (a row comparison) and not OFFSET, so
 * that the hundredth page costs what the first does; each direction reads one index from one place.
 */
export function selectRecords({
  tenantId,
  collectionId,
  conditions,
  order,
  page,
  position,
  lean,
  withVersions,
}: RecordSelection): Statement {
  const values: unknown[] = [tenantId, collectionId];
  const param = (value: unknown) => `$${values.push(value)}`;
  const { slot } = order;
  const descending = order.descending !== page.backward;
  let name = `records_${lean ? "lean" : "full"}_${slot ?? "id"}_${descending ? "desc" : "asc"}${withVersions ? "_versions" : ""}`;
  let where = "tenant_id = $1 and collection_id = $2";
  for (const condition of conditions) {
    where += ` and ${toSql(condition, param)}`;
    name += `_${shapeOf(condition)}`;
  }
  // The slot's index holds only rows that use the slot; this lets the planner know that those are all it needs.
  if (slot) where += ` and ${slot} is not null`;
  if (position) {
    const [first, second] = position.map((value) => param(value ?? Number.NEGATIVE_INFINITY));
    where += slot ? ` and (${slot}, id)` : " and id";
    where += descending ? " < " : " > ";
    where += slot ? `(${first}, ${second})` : first;
    name += "_after";
  }
  const direction = descending ? " desc" : "";
  const by = slot ? `${slot}${direction}, id${direction}` : `id${direction}`;
  const columns =
    (lean ? LEAN_LIST_COLUMNS : LIST_COLUMNS) +
    (slot ? `, ${slot} as slot` : "") +
    (withVersions ? ", schema_version" : "");
  const text = `select ${columns} from data.record where ${where} order by ${by} limit ${param(page.limit + 1)}`;
  // Prepared statements stay in the connection for good, so only the few hundred common shapes become one.
  return conditions.length <= 1 ? { name, text, values } : { text, values };
}

function toSql(condition: Condition, param: (value: unknown) => string): string {
  const { slot } = condition;
  if (condition.operator === "=") return `${slot} = ${param(condition.value)}`;
  if (condition.operator === "any") return `${slot} = any(${param(condition.values)})`;
  const { from, to } = condition;
  const lower = `${slot} ${from.inclusive ? ">=" : ">"} ${param(from.value)}`;
  return to ? `${lower} and ${slot} ${to.inclusive ? "<=" : "<"} ${param(to.value)}` : lower;
}

function shapeOf(condition: Condition): string {
  if (condition.operator !== "range") return `${condition.slot}_${condition.operator === "=" ? "eq" : "any"}`;
  const upper = condition.to ? (condition.to.inclusive ? "le" : "lt") : "";
  return `${condition.slot}_${condition.from.inclusive ? "ge" : "gt"}${upper}`;
}
