import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { toPointer } from "../json-schema/json.ts";

export const CONVERSIONS = ["TEXT", "NUMBER", "INTEGER", "BOOLEAN", "DATE_TIME"] as const;
export type Conversion = (typeof CONVERSIONS)[number];

/** What becomes of one property of a record; all are read from the record as it was, so two may change places. */
export interface MappingStep {
  field: string;
  /** Its value is that of another property, which goes. */
  from?: string;
  /** What it is where there is none. */
  value?: unknown;
  remove?: boolean;
  convert?: Conversion;
}

/** How data of one version of a schema becomes data of the next. */
export type Mapping = readonly MappingStep[];

export type Data = { [name: string]: unknown };

export type Mapped = { data: Data; fault?: undefined } | { data?: undefined; fault: FieldFault };

/** Properties that a mapping is about: their values may be others behind it. */
export function touchedBy(mapping: Mapping): ReadonlySet<string> {
  return new Set(mapping.flatMap(({ field, from }) => (from === undefined ? [field] : [field, from])));
}

/** Applies a mapping to a record's data, which stays as it is; or says what cannot be converted. */
export function mapRecord(mapping: Mapping, data: Data): Mapped {
  if (mapping.length === 0) return { data };
  const result = { ...data };
  for (const name of touchedBy(mapping)) delete result[name];
  for (const { field, from = field, value, remove, convert } of mapping) {
    if (remove) continue;
    const found = Object.hasOwn(data, from) ? data[from] : undefined;
    const mapped = found === undefined ? value : convert && found !== null ? converted(convert, found) : found;
    if (mapped !== undefined) result[field] = mapped;
    else if (found !== undefined && convert) return { fault: notConvertible(from, convert) };
  }
  return { data: result };
}

/** The data by a mapping that every record has been found to bear. */
export function mustMap(mapping: Mapping, data: Data): Data {
  const { data: mapped, fault } = mapRecord(mapping, data);
  if (fault) throw new Error(`a record does not bear its mapping at ${fault.path}`);
  return mapped;
}

function notConvertible(name: string, conversion: Conversion): FieldFault {
  return { path: toPointer([name]), code: "NOT_CONVERTIBLE", message: EXPECTED[conversion] };
}

const EXPECTED: { readonly [C in Conversion]: string } = {
  TEXT: "Only a text, a number or a boolean can become a text.",
  NUMBER: "Only a number, a boolean, or the text of a number such as 3.14 can become a number.",
  INTEGER: "Only a whole number up to 2^53 - 1, a boolean, or the text of such a number can become an integer.",
  BOOLEAN: 'Only a boolean, 0, 1, "true" or "false" can become a boolean.',
  DATE_TIME:
    "Only an instant, a date such as 2026-01-31 (its midnight in UTC), or milliseconds since 1970 can become an instant.",
};

/** Undefined when there is no telling what it would be. */
function converted(conversion: Conversion, value: unknown): unknown {
  if (conversion === "TEXT") return typeof value === "object" ? undefined : String(value);
  if (conversion === "BOOLEAN") return asBoolean(value);
  if (conversion === "DATE_TIME") return asInstant(value);
  const number = asNumber(value);
  return conversion === "INTEGER" && !Number.isSafeInteger(number) ? undefined : number;
}

/** RFC 8259 section 6. */
const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

function asNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  const number = typeof value === "string" && JSON_NUMBER.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function asBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 1 || value === "true") return true;
  return value === false || value === 0 || value === "false" ? false : undefined;
}

const DATE = /^\d{4}-\d\d-\d\d$/;
/** The last millisecond of the year 9999: later ones are written in another way. */
const MAX_MS = 253_402_300_799_999;

function asInstant(value: unknown): string | undefined {
  if (typeof value === "number")
    return Math.abs(value) <= MAX_MS && value >= 0 ? new Date(value).toISOString() : undefined;
  if (typeof value !== "string") return undefined;
  // Anything else is judged by the new schema.
  return DATE.test(value) ? `${value}T00:00:00Z` : value;
}
