import type { Statement } from "@bulkhead/kernel/database.ts";
import { missingValue } from "../records/field-type.ts";
import { conjunctsOf, isOfSlot } from "../records/filter-node.ts";
import { fieldSql, type Param, placeSql } from "../records/filter-sql.ts";
import type { CompiledFilter } from "../records/key-range.ts";
import { whereSql } from "../records/read-query.ts";
import type { Slot } from "../records/slots.ts";
import type { Aggregation, Group, Measure, Source } from "./aggregate-input.ts";

export interface AggregateSelection extends CompiledFilter, Aggregation {
  tenantId: string;
  collectionId: string;
  /** Most groups. */
  limit: number;
}

/** One a group: its keys, then its measures, named by their place. Missing values are what stands for them in slots. */
export type AggregateRow = { [column: `c${number}`]: string | number | null };

export function selectAggregate(selection: AggregateSelection): Statement {
  const { tenantId, collectionId, groups, measures, limit } = selection;
  const values: unknown[] = [tenantId, collectionId];
  const param: Param = (value) => `$${values.push(value)}`;
  const columns = [
    ...groups.map((group) => keySql(group, param)),
    ...measures.map((measure) => measureSql(measure, param)),
  ].map((sql, at) => `${sql} as c${at}`);
  const joined = joinedSlots(selection);
  let text = `select ${columns.join(", ")} from ${joined ? slotsJoined(joined) : foundRecords(selection, param)}`;
  if (groups.length > 0) {
    const keys = groups.map((_, at) => at + 1);
    text += ` group by ${keys.join(", ")}${orderSql(selection)} limit ${param(limit + 1)}`;
  }
  return { text, values };
}

/** The order of groups: as asked for, then by their keys. */
export function orderSql({ groups, order }: Pick<Aggregation, "groups" | "order">): string {
  if (groups.length === 0) return "";
  const unordered = groups.flatMap((_, at) => (order.some(({ column }) => column === at) ? [] : [at]));
  const by = [...order, ...unordered.map((column) => ({ column, descending: false }))];
  const ends = by.map(({ column, descending }) => `${column + 1}${directionOf(groups[column], descending)}`);
  return ` order by ${ends.join(", ")}`;
}

/** What is missing comes first, as in every order; a plain key is never null, and its index has the order as it is. */
function directionOf(group: Group | undefined, descending: boolean): string {
  if (group && !group.bucket) return descending ? " desc" : "";
  return descending ? " desc nulls last" : " nulls first";
}

function slotsOf({ groups, measures }: Aggregation): Slot[] {
  const used = [...groups, ...measures].map(({ source }) => source);
  const slots = used.flatMap((source) => (source && "name" in source && source.slot ? [source.slot] : []));
  return [...new Set(slots)];
}

export const OWN = "tenant_id = $1 and collection_id = $2";

function foundRecords(selection: AggregateSelection, param: Param): string {
  // Lets the planner read the slots' own indexes, which hold only rows that use the slot. Beside a condition it must not: it
  // takes all the indexes of a small collection for alike, and would read all of that through one that the condition is not in.
  const isNarrowed = selection.key !== undefined || conjunctsOf(selection.node).some(isOfSlot);
  const used = isNarrowed ? [] : slotsOf(selection).map((slot) => ` and ${slot} is not null`);
  return `data.record where ${OWN} and ${whereSql(selection, param)}${used.join("")}`;
}

/**
 * The two slots whose indexes hold all that is asked of all records. Of three or more the rows are read: where they lie close
 * together that takes half of the time, and where they do not a join of three saves little (docs/bench.md).
 */
function joinedSlots(selection: AggregateSelection): readonly Slot[] | undefined {
  const { node, key, groups, measures } = selection;
  const areSlots = [...groups, ...measures].every(({ source }) => !source || ("name" in source && source.slot));
  if (key || conjunctsOf(node).length > 0 || !areSlots) return undefined;
  const slots = slotsOf(selection);
  return slots.length === 2 ? slots : undefined;
}

/**
 * Each slot out of its own index, put together by id: a large tenant's rows lie on nearly as many pages of the table, their
 * entries on a fortieth of that. Every record has an entry in each, so that any join finds the same; a full one the planner
 * can only hash or merge. An inner one it takes for a row joined with itself and reads the row, or loops over all entries.
 */
function slotsJoined(slots: readonly Slot[]): string {
  const read = (slot: Slot, at: number) =>
    `(select id as id${at}, ${slot} from data.record where ${OWN} and ${slot} is not null) as r${at}`;
  return `${slots.map(read).join(" full join ")} on id0 = id1`;
}

function sourceSql(source: Source, param: Param): string {
  if (!("time" in source)) return placeSql(source, param);
  const column = source.time === "CREATED_AT" ? "created_at" : "updated_at";
  return `(extract(epoch from ${column}) * 1000)::float8`;
}

function keySql({ source, bucket }: Group, param: Param): string {
  const sql = sourceSql(source, param);
  if (!bucket) return sql;
  // Whole milliseconds: a timestamp has microseconds, and rounding up could reach the next bucket.
  const instant = `to_timestamp(floor(${sql}) / 1000)`;
  const start = `date_trunc(${param(bucket.unit.toLowerCase())}::text, ${instant}, ${param(bucket.timeZone)}::text)`;
  // Not `extract`, whose numeric takes longer than all the rest; a bucket starts with a whole second, which both hold exactly.
  return `case when ${sourceSql(source, param)} > '-Infinity' then date_part('epoch', ${start}) * 1000 end`;
}

function measureSql({ function: name, source }: Measure, param: Param): string {
  if (!source) return "count(*)::float8";
  const whole = () => ("time" in source ? sourceSql(source, param) : fieldSql(source, param));
  const present = `filter (where ${whole()} > '${missingValue(source.type)}')`;
  switch (name) {
    case "COUNT":
      return `(count(*) ${present})::float8`;
    case "DISTINCT":
      return `(count(distinct ${whole()}) ${present})::float8`;
    case "SUM":
      return `coalesce(sum(${whole()}) ${present}, 0)`;
    case "AVG":
      return `avg(${whole()}) ${present}`;
    case "MIN":
      return `min(${sourceSql(source, param)}) ${present}`;
    case "MAX":
      return `max(${sourceSql(source, param)}) ${present}`;
  }
}
