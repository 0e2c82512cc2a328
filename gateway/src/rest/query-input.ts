import { badParameter, type Parameter, type RestInput } from "./input.ts";

export const SORT: Parameter = {
  name: "sort",
  description:
    "Up to four fields to order by, separated by commas; a minus sign before one turns it round. A name with a comma in it " +
    "can be sorted by over GraphQL only.",
  schema: { type: "string" },
  example: "weather,-date",
};

export const FILTER: Parameter = {
  name: "filter",
  description:
    "Conditions on fields, all of which must hold: `filter[field]=value` or `filter[field][operator]=value`, operator being " +
    "equals, notEquals, in, notIn, isNull, lessThan, lessThanOrEqual, greaterThan, greaterThanOrEqual, startsWith or contains. " +
    'A value is read as JSON where it is JSON and as text elsewhere: write `"5"` for the text 5.',
  schema: { type: "object", additionalProperties: { type: "string" } },
  example: { weather: "rain" },
  deep: true,
};

export const WHERE: Parameter = {
  name: "where",
  description:
    "A whole filter as JSON, as `RecordFilter` of the GraphQL API takes it, with and, or and not; conditions of `filter` must hold too.",
  schema: { type: "string" },
  example: '{"or":[{"field":"weather","equals":"rain"},{"not":{"field":"precipitation","lessThan":1}}]}',
};

const OPERATORS = [
  "equals",
  "notEquals",
  "in",
  "notIn",
  "isNull",
  "lessThan",
  "lessThanOrEqual",
  "greaterThan",
  "greaterThanOrEqual",
  "startsWith",
  "contains",
];
/** Their value is a text, whatever it looks like. */
const OF_TEXTS = ["startsWith", "contains"];

/** `filter[field]=v` and `filter[field][operator]=v`; a field's name may itself hold dots and spaces, but no brackets. */
export function readFilter({ query }: RestInput): Record<string, unknown>[] | undefined {
  const conditions: Record<string, unknown>[] = query.where === undefined ? [] : readWhere(query.where);
  for (const [name, text] of Object.entries(query)) {
    if (!name.startsWith("filter")) continue;
    const [, field, operator = "equals"] = /^filter\[([^[\]]+)\](?:\[(\w+)\])?$/.exec(name) ?? [];
    if (field === undefined) throw badParameter(name, "Write filter[field]=value or filter[field][operator]=value.");
    if (!OPERATORS.includes(operator)) throw badParameter(name, `The operator must be one of ${OPERATORS.join(", ")}.`);
    conditions.push({ field, [operator]: OF_TEXTS.includes(operator) ? text : jsonOrText(text) });
  }
  return conditions.length > 0 ? conditions : undefined;
}

function readWhere(text: string): Record<string, unknown>[] {
  const where = jsonOrText(text);
  if (Array.isArray(where)) return where;
  if (typeof where !== "object" || where === null)
    throw badParameter("where", 'Give a filter as JSON, such as {"field":"weather","equals":"rain"}.');
  return [where as Record<string, unknown>];
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function readSort({ query: { sort } }: RestInput): Record<string, unknown>[] | undefined {
  return sort === undefined ? undefined : readOrder("sort", sort, "field");
}

/** `a,-b` as a list whose members name it by `key`. */
export function readOrder(parameter: string, text: string, key: string): Record<string, unknown>[] {
  return text.split(",").map((part) => {
    const descending = part.startsWith("-");
    const name = descending ? part.slice(1) : part;
    if (name === "")
      throw badParameter(parameter, `Write ${parameter}=name, ${parameter}=-name or ${parameter}=one,-another.`);
    return { [key]: name, direction: descending ? "DESCENDING" : "ASCENDING" };
  });
}
