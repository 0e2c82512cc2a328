/** What filters, orders and figures mean, in plain JavaScript over a list: nothing of the room's own code is in here. */

export type Row = { [name: string]: unknown };
export const KINDS = {
  name: "text",
  tag: "text",
  age: "number",
  score: "number",
  active: "truth",
  seenAt: "instant",
} as const;
export type Name = keyof typeof KINDS;

/** A value as something that `<` of JavaScript compares rightly; undefined for what is missing. */
type Comparable = number | bigint | readonly number[];

export function comparable(name: Name, value: unknown): Comparable | undefined {
  if (value === undefined || value === null) return undefined;
  if (KINDS[name] === "text") return [...String(value)].map((character) => character.codePointAt(0) ?? 0);
  if (KINDS[name] === "instant") return nanoseconds(String(value));
  return Number(value);
}

function nanoseconds(text: string): bigint {
  const [, fraction = ""] = /\.(\d+)/.exec(text) ?? [];
  return BigInt(Date.parse(text.replace(/\.\d+/, ""))) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** What is missing is less than everything. */
export function compare(a: Comparable | undefined, b: Comparable | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (Array.isArray(a) && Array.isArray(b)) {
    const at = a.findIndex((one, index) => one !== b[index]);
    if (at === -1) return a.length - b.length;
    return at >= b.length ? 1 : a[at] - b[at];
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface Filter {
  field?: Name;
  and?: Filter[];
  or?: Filter[];
  not?: Filter;
  [operator: string]: unknown;
}

export function finds(filter: Filter, row: Row): boolean {
  if (filter.and) return filter.and.every((one) => finds(one, row));
  if (filter.or) return filter.or.some((one) => finds(one, row));
  if (filter.not) return !finds(filter.not, row);
  const { field = "name", ...operators } = filter;
  const [operator = "", given] = Object.entries(operators)[0] ?? [];
  const value = row[field] ?? null;
  const against = (other: unknown) => compare(comparable(field, value), comparable(field, other));
  switch (operator) {
    case "equals":
      return against(given) === 0;
    case "notEquals":
      return against(given) !== 0;
    case "in":
      return (given as unknown[]).some((one) => against(one) === 0);
    case "notIn":
      return (given as unknown[]).every((one) => against(one) !== 0);
    case "isNull":
      return (value === null) === given;
  }
  if (value === null) return false;
  switch (operator) {
    case "lessThan":
      return against(given) < 0;
    case "lessThanOrEqual":
      return against(given) <= 0;
    case "greaterThan":
      return against(given) > 0;
    case "greaterThanOrEqual":
      return against(given) >= 0;
    case "startsWith":
      return String(value).startsWith(String(given));
    case "contains":
      return withoutCase(String(value)).includes(withoutCase(String(given)));
  }
  throw new Error(`no operator ${operator}`);
}

export interface Sort {
  field: Name;
  direction: "ASCENDING" | "DESCENDING";
}

/** Places of the rows in the order: by the fields, then as they were made, turned round with the first field. */
export function ordered(rows: readonly Row[], sort: readonly Sort[]): number[] {
  const sign = ({ direction }: Sort) => (direction === "DESCENDING" ? -1 : 1);
  return rows
    .map((_, at) => at)
    .sort((a, b) => {
      for (const one of sort) {
        const [left, right] = [a, b].map((at) => comparable(one.field, rows[at]?.[one.field]));
        const difference = compare(left, right) * sign(one);
        if (difference !== 0) return difference;
      }
      return (a - b) * (sort[0] ? sign(sort[0]) : 1);
    });
}

const MINUTE = 60_000;

/** First instant of the part of a zone's calendar that an instant lies in, found by looking at the clock there. */
export function bucketStart(ms: number, unit: string, timeZone: string): number {
  const label = labelOf(ms, unit, timeZone);
  let [before, within] = [Math.floor(ms / MINUTE) - 370 * 24 * 60, Math.floor(ms / MINUTE)];
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (labelOf(middle * MINUTE, unit, timeZone) === label) within = middle;
    else before = middle;
  }
  return within * MINUTE;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function labelOf(ms: number, unit: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", hourCycle: "h23" } as const;
    format = new Intl.DateTimeFormat("en", { timeZone, ...fields, timeZoneName: "longOffset" });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, timeZoneName } = parts;
  if (unit === "YEAR") return `${year}`;
  if (unit === "QUARTER") return `${year} ${Math.ceil(Number(month) / 3)}`;
  if (unit === "MONTH") return `${year} ${month}`;
  if (unit === "DAY") return `${year} ${month} ${day}`;
  if (unit === "HOUR") return `${year} ${month} ${day} ${hour} ${timeZoneName}`;
  // Weeks since a Monday.
  return String(Math.floor((Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000 + 3) / 7));
}

const withoutCase = (text: string) => text.normalize("NFC").toLowerCase();
