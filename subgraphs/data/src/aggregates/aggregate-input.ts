import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { FieldType } from "../records/field-type.ts";
import { type FieldLookup, type Read, unknownField } from "../records/filter.ts";
import type { QueryField } from "../records/filter-node.ts";
import { readTimeZone } from "./time-zone.ts";

export type TimeBucket = "HOUR" | "DAY" | "WEEK" | "MONTH" | "QUARTER" | "YEAR";
export type AggregateFunction = "COUNT" | "SUM" | "AVG" | "MIN" | "MAX" | "DISTINCT";
/** Instants that every record has, whatever its schema. */
export type RecordTime = "CREATED_AT" | "UPDATED_AT";

export interface RecordGroupBy {
  field?: string | null;
  time?: RecordTime | null;
  bucket?: TimeBucket | null;
  timeZone?: string | null;
  as?: string | null;
}

export interface RecordMeasure {
  as: string;
  function: AggregateFunction;
  field?: string | null;
  time?: RecordTime | null;
}

export interface RecordAggregateOrder {
  by: string;
  direction?: "ASCENDING" | "DESCENDING" | null;
}

export interface AggregateInput {
  groupBy?: readonly RecordGroupBy[] | null;
  measures: readonly RecordMeasure[];
  orderBy?: readonly RecordAggregateOrder[] | null;
}

/** What is grouped or measured: a field, or an instant of the record itself. */
export type Source = QueryField | { time: RecordTime; type: "dateTime" };

export interface Group {
  as: string;
  source: Source;
  bucket: { unit: TimeBucket; timeZone: string } | undefined;
}

export interface Measure {
  as: string;
  function: AggregateFunction;
  /** Absent: the records themselves are counted. */
  source: Source | undefined;
}

export interface Aggregation {
  groups: readonly Group[];
  measures: readonly Measure[];
  /** Columns of the answer, groups first, then measures. */
  order: readonly { column: number; descending: boolean }[];
}

export const MAX_GROUPED_FIELDS = 3;
export const MAX_MEASURES = 10;
const MAX_NAME = 100;

const TAKES: { readonly [F in AggregateFunction]: readonly FieldType[] | undefined } = {
  COUNT: undefined,
  DISTINCT: undefined,
  MIN: undefined,
  MAX: undefined,
  SUM: ["integer", "number"],
  AVG: ["integer", "number"],
};

/** Reads what is to be computed; `names` of groups and measures are how the answer and its order call them. */
export function readAggregation(input: AggregateInput, fieldOf: FieldLookup): Read<Aggregation> {
  const faults: FieldFault[] = [];
  const groupBy = bounded(input.groupBy ?? [], 0, MAX_GROUPED_FIELDS, "groupBy", faults);
  const given = bounded(input.measures, 1, MAX_MEASURES, "measures", faults);
  const groups = groupBy.flatMap((one, at) => readGroup(one, `groupBy.${at}`, fieldOf, faults) ?? []);
  const measures = given.flatMap((one, at) => readMeasure(one, `measures.${at}`, fieldOf, faults) ?? []);
  const names = [...groups, ...measures].map(({ as }) => as);
  names.forEach((name, at) => {
    const path = at < groups.length ? `groupBy.${at}.as` : `measures.${at - groups.length}.as`;
    if (names.indexOf(name) < at) faults.push({ path, code: "DUPLICATE", message: "Give each its own name by `as`." });
  });
  const orderBy = bounded(input.orderBy ?? [], 0, names.length, "orderBy", faults);
  const order = orderBy.flatMap(({ by, direction }, at) => {
    const column = names.indexOf(by);
    if (column >= 0) return { column, descending: direction === "DESCENDING" };
    const message = "Name a group or a measure, by its `as` where it has one.";
    if (faults.length === 0) faults.push({ path: `orderBy.${at}.by`, code: "UNKNOWN_NAME", message });
    return [];
  });
  return { value: { groups, measures, order }, faults };
}

function bounded<T>(list: readonly T[], least: number, most: number, path: string, faults: FieldFault[]): readonly T[] {
  if (list.length >= least && list.length <= most) return list;
  const message = least === 0 ? `Give at most ${most}.` : `Give ${least} to ${most}.`;
  faults.push({ path, code: list.length < least ? "TOO_FEW" : "TOO_MANY", message });
  return [];
}

function readGroup(given: RecordGroupBy, path: string, fieldOf: FieldLookup, faults: FieldFault[]): Group | undefined {
  const source = readSource(given, path, fieldOf, faults);
  if (!source) return undefined;
  const as = readName(given.as ?? ("time" in source ? TIME_NAMES[source.time] : source.name), `${path}.as`, faults);
  const { bucket: unit, timeZone } = given;
  if (unit && source.type !== "dateTime") {
    const message = 'Only instants (format "date-time", or a `time`) have buckets.';
    faults.push({ path: `${path}.bucket`, code: "INSTANTS_ONLY", message });
  } else if (timeZone != null && !unit)
    faults.push({ path: `${path}.timeZone`, code: "NEEDS_BUCKET", message: "A time zone belongs to a bucket." });
  const bucket = unit ? { unit, timeZone: readTimeZone(timeZone ?? "UTC", `${path}.timeZone`, faults) } : undefined;
  return { as, source, bucket };
}

const TIME_NAMES = { CREATED_AT: "createdAt", UPDATED_AT: "updatedAt" } as const;

function readMeasure(
  given: RecordMeasure,
  path: string,
  fieldOf: FieldLookup,
  faults: FieldFault[],
): Measure | undefined {
  const as = readName(given.as, `${path}.as`, faults);
  const isCount = given.function === "COUNT";
  if (isCount && given.field == null && given.time == null) return { as, function: "COUNT", source: undefined };
  const source = readSource(given, path, fieldOf, faults);
  const takes = TAKES[given.function];
  if (source && takes && !takes.includes(source.type))
    faults.push({ path: `${path}.field`, code: "NUMBERS_ONLY", message: "SUM and AVG take a number." });
  return source && { as, function: given.function, source };
}

function readSource(
  { field: name, time }: { field?: string | null; time?: RecordTime | null },
  path: string,
  fieldOf: FieldLookup,
  faults: FieldFault[],
): Source | undefined {
  if ((name == null) === (time == null)) {
    faults.push({ path, code: "ONE_SOURCE", message: "Give either a field or a time." });
    return undefined;
  }
  if (time != null) return { time, type: "dateTime" };
  const field = fieldOf(name ?? "");
  if (!field) faults.push(unknownField(name ?? "", `${path}.field`));
  return field;
}

function readName(name: string, path: string, faults: FieldFault[]): string {
  if (name === "" || name.length > MAX_NAME || !name.isWellFormed()) {
    const message = `Give a name of 1 to ${MAX_NAME} characters by \`as\`.`;
    faults.push({ path, code: "INVALID_LENGTH", message });
  }
  return name;
}
