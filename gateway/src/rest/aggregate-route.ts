import { badParameter, type Parameter, type RestInput } from "./input.ts";
import { FILTER, readFilter, readOrder, WHERE } from "./query-input.ts";
import type { Route } from "./route.ts";

const GROUP: Parameter = {
  name: "group",
  description:
    "What is grouped by, up to three: `group[name]=field`, name being how the answer calls it. Instants can be grouped by a part " +
    "of the calendar: `group[name]=DAY:field`, with HOUR, DAY, WEEK, MONTH, QUARTER or YEAR. `@createdAt` and `@updatedAt` are " +
    "instants that every record has.",
  schema: { type: "object", additionalProperties: { type: "string" } },
  example: { month: "MONTH:date" },
  deep: true,
};

const MEASURE: Parameter = {
  name: "measure",
  description:
    "What is computed, one to ten: `measure[name]=FUNCTION:field`, with COUNT, SUM, AVG, MIN, MAX or DISTINCT; `COUNT` alone counts " +
    "the records.",
  schema: { type: "object", additionalProperties: { type: "string" } },
  example: { total: "SUM:precipitation" },
  deep: true,
};

const PARAMETERS: readonly Parameter[] = [
  FILTER,
  WHERE,
  GROUP,
  MEASURE,
  {
    name: "timeZone",
    description: "IANA name of the time zone whose calendar instants are grouped by; default UTC.",
    schema: { type: "string" },
    example: "Europe/Berlin",
  },
  {
    name: "order",
    description: "Names of groups and measures to order by, separated by commas; a minus sign turns one round.",
    schema: { type: "string" },
    example: "-total",
  },
  {
    name: "first",
    description: "Most groups to answer.",
    schema: { type: "integer", minimum: 1, maximum: 1_000, default: 100 },
    example: 20,
  },
];

const BUCKETS = ["HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"];
const FUNCTIONS = ["COUNT", "SUM", "AVG", "MIN", "MAX", "DISTINCT"];
const TIMES: Readonly<Record<string, string>> = { "@createdAt": "CREATED_AT", "@updatedAt": "UPDATED_AT" };

export const AGGREGATE_ROUTE: Route = {
  operationId: "aggregateRecords",
  method: "GET",
  path: "/v1/collections/{name}/aggregate",
  summary: "Aggregate records",
  description: "Figures over records of a collection, for each group of equal values.",
  tag: "Records",
  document: "aggregate-records",
  at: ["recordAggregate"],
  paged: false,
  status: 200,
  parameters: PARAMETERS,
  body: undefined,
  argumentNames: { groupBy: "group", measures: "measure", orderBy: "order", timeZone: "timeZone" },
  variables: (input) => ({
    collection: input.path.name,
    filter: readFilter(input),
    groupBy: named(input, "group").map(({ as, text }) => readGroup(as, text, input.query.timeZone)),
    measures: named(input, "measure").map(({ as, text }) => readMeasure(as, text)),
    orderBy: input.query.order === undefined ? undefined : readOrder("order", input.query.order, "by"),
    first: readFirst(input.query.first),
  }),
};

/** `name[as]=text`, in the order given. */
function named({ query }: RestInput, name: string): { as: string; text: string }[] {
  return Object.entries(query).flatMap(([parameter, text]) => {
    if (parameter !== name && !parameter.startsWith(`${name}[`)) return [];
    const [, as] = /^\w+\[([^[\]]+)\]$/.exec(parameter) ?? [];
    if (as === undefined) throw badParameter(parameter, `Write ${name}[name]=….`);
    return [{ as, text }];
  });
}

function readGroup(as: string, text: string, timeZone: string | undefined): Record<string, unknown> {
  const bucket = BUCKETS.find((one) => text.startsWith(`${one}:`));
  if (!bucket) return { as, ...sourceOf(text) };
  return { as, bucket, timeZone, ...sourceOf(text.slice(bucket.length + 1)) };
}

function readMeasure(as: string, text: string): Record<string, unknown> {
  const name = FUNCTIONS.find((one) => text === one || text.startsWith(`${one}:`));
  if (!name)
    throw badParameter(`measure[${as}]`, `Write COUNT or FUNCTION:field, with one of ${FUNCTIONS.join(", ")}.`);
  return { as, function: name, ...(text === name ? {} : sourceOf(text.slice(name.length + 1))) };
}

function sourceOf(text: string): Record<string, unknown> {
  const time = Object.hasOwn(TIMES, text) ? TIMES[text] : undefined;
  return time ? { time } : { field: text };
}

function readFirst(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text)) throw badParameter("first", "Must be a whole number from 1 to 1,000.");
  return Number(text);
}
