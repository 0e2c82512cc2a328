import type { Statement } from "@bulkhead/kernel/database.ts";
import { missingValue } from "../records/field-type.ts";
import { fieldSql, type Param, placeSql } from "../records/filter-sql.ts";
import type { CompiledFilter } from "../records/key-range.ts";
import { whereSql } from "../records/read-query.ts";
import type { Aggregation, Group, Measure, Source } from "./aggregate-input.ts";

export interface AggregateSelection extends CompiledFilter, Aggregation {
  tenantId: string;
  collectionId: string;
  /** Most groups. */
  limit: number;
}

/** One row a group: its keys, then its measures, named by their place. Missing values are what stands for them in slots. */
export function selectAggregate(selection: AggregateSelection): Statement {
  const { tenantId, collectionId, groups, measures, order, limit } = selection;
  const values: unknown[] = [tenantId, collectionId];
  const param: Param = (value) => `$${values.push(value)}`;
  const columns = [
    ...groups.map((group) => keySql(group, param)),
    ...measures.map((measure) => measureSql(measure, param)),
  ].map((sql, at) => `${sql} as c${at}`);
  let where = `tenant_id = $1 and collection_id = $2 and ${whereSql(selection, param)}`;
  // Lets the planner read the slots' own indexes, which hold only rows that use the slot.
  for (const slot of slotsOf([...groups, ...measures])) where += ` and ${slot} is not null`;
  let text = `select ${columns.join(", ")} from data.record where ${where}`;
  if (groups.length > 0) {
    const keys = groups.map((_, at) => at);
    const unordered = keys.filter((at) => !order.some(({ column }) => column === at));
    const by = [...order, ...unordered.map((column) => ({ column, descending: false }))];
    const ends = by.map(({ column, descending }) => `${column + 1}${directionOf(groups[column], descending)}`);
    text += ` group by ${keys.map((at) => at + 1).join(", ")} order by ${ends.join(", ")} limit ${param(limit + 1)}`;
  }
  return { text, values };
}

/** What is missing comes first, as in every order; a plain key is never null, and its index has the order as it is. */
function directionOf(group: Group | undefined, descending: boolean): string {
  if (group && !group.bucket) return descending ? " desc" : "";
  return descending ? " desc nulls last" : " nulls first";
}

function slotsOf(used: readonly { source: Source | undefined }[]): string[] {
  const slots = used.flatMap(({ source }) => (source && "name" in source && source.slot ? [source.slot] : []));
  return [...new Set(slots)];
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
  return `case when ${sourceSql(source, param)} > '-Infinity' then extract(epoch from ${start})::float8 * 1000 end`;
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
