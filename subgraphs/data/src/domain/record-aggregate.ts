import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { sqlState } from "@bulkhead/kernel/database-error.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { type AggregateInput, type Aggregation, type Measure, readAggregation } from "../aggregates/aggregate-input.ts";
import { aggregateLacks } from "../aggregates/aggregate-lacks.ts";
import { type AggregateRow, selectAggregate } from "../aggregates/aggregate-sql.ts";
import { readExtremes } from "../aggregates/read-extremes.ts";
import { unknownTimeZone } from "../aggregates/time-zone.ts";
import type { DataContext } from "../context.ts";
import { fromSlot } from "../records/field-type.ts";
import type { FieldLookup, RecordFilter } from "../records/filter.ts";
import { chooseKey } from "../records/key-range.ts";
import { readGiven, readWithFields } from "../records/read-query.ts";
import { filterLack, requireIndexes } from "../records/served.ts";
import { orTooBroad } from "../records/text-condition.ts";

export interface RecordAggregateArgs extends AggregateInput {
  collection: string;
  filter?: readonly RecordFilter[] | null;
  first?: number | null;
}

export interface RecordGroup {
  key: { [name: string]: unknown };
  values: { [name: string]: unknown };
}

export interface RecordAggregate {
  groups: RecordGroup[];
  hasMore: boolean;
}

const DEFAULT_GROUPS = 100;
const MAX_GROUPS = 1_000;

/** Figures over the records that a filter finds, for each group of equal keys. */
export async function recordAggregate(ctx: DataContext, args: RecordAggregateArgs): Promise<RecordAggregate> {
  const tenantId = authorizeIn(ctx, "record:read", args.collection);
  const limit = readLimit(args.first);
  const collection = await ctx.collections.byName(tenantId, args.collection);
  const { node, aggregation } = await readWithFields(ctx, tenantId, collection, (fieldOf) => readAll(args, fieldOf));
  const filter = { node, key: chooseKey(node, [], collection.indexes) };
  const lacks = [filterLack(filter, args.filter), ...aggregateLacks(aggregation)];
  await requireIndexes(ctx.sizes, tenantId, collection, lacks);
  const selection = { tenantId, collectionId: collection.id, ...filter, ...aggregation, limit };
  try {
    const rows =
      (await readExtremes(ctx, selection, ctx.extremesReach)) ??
      (await readAsTenant<AggregateRow>(ctx.db, tenantId, selectAggregate(selection)));
    const groups = rows.slice(0, limit).map((row) => toGroup(row, aggregation));
    return { groups, hasMore: rows.length > limit };
  } catch (error) {
    throw refusalOf(error, aggregation) ?? orTooBroad(error);
  }
}

function readAll({ filter, ...input }: RecordAggregateArgs, fieldOf: FieldLookup) {
  const read = readGiven(filter, fieldOf);
  const { value: aggregation, faults } = readAggregation(input, fieldOf);
  return { value: { node: read.value, aggregation }, faults: [...read.faults, ...faults] };
}

function readLimit(first: number | null | undefined): number {
  const limit = first ?? DEFAULT_GROUPS;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_GROUPS)
    refuseFaults([{ path: "first", code: "INVALID_PAGE", message: `Ask for 1 to ${MAX_GROUPS} groups.` }]);
  return limit;
}

function toGroup(row: AggregateRow, { groups, measures }: Aggregation): RecordGroup {
  const valueAt = (at: number) => row[`c${at}`] ?? null;
  const key = groups.map(({ as, source }, at) => [as, fromSlot(source.type, valueAt(at))]);
  const values = measures.map((measure, at) => [measure.as, measured(measure, valueAt(groups.length + at))]);
  return { key: Object.fromEntries(key), values: Object.fromEntries(values) };
}

function measured({ function: name, source }: Measure, value: string | number | null): unknown {
  return source && (name === "MIN" || name === "MAX") ? fromSlot(source.type, value) : value;
}

/** What PostgreSQL finds out only when it computes. */
function refusalOf(error: unknown, { groups, measures }: Aggregation): AppError | undefined {
  if (sqlState(error) === OUT_OF_RANGE)
    return refusal(
      measures.flatMap(({ function: name }, at) => (name === "SUM" || name === "AVG" ? [`measures.${at}`] : [])),
      (path) => ({ path, code: "TOO_LARGE", message: "The sum is beyond what a number can hold (1.8e308)." }),
    );
  if (sqlState(error) === UNKNOWN_ZONE)
    return refusal(
      groups.flatMap(({ bucket }, at) => (bucket ? [`groupBy.${at}.timeZone`] : [])),
      unknownTimeZone,
    );
  return undefined;
}

/** numeric_value_out_of_range, invalid_parameter_value */
const [OUT_OF_RANGE, UNKNOWN_ZONE] = ["22003", "22023"];

function refusal(paths: readonly string[], faultAt: (path: string) => FieldFault): AppError | undefined {
  const fields = paths.map(faultAt);
  const [first] = fields;
  return first && new AppError("BAD_USER_INPUT", first.message, { fields });
}
