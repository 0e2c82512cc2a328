import type { FormatDefinition } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";

/**
 * Formats a schema may name, each with the longest text that can have it. The bound comes first: the expressions behind
 * some formats backtrack, which is harmless in a short text only. `regex`, `url` and the like are left out.
 */
export const FORMAT_LENGTH: ReadonlyMap<string, number> = new Map([
  ["date", 10],
  ["time", 40],
  ["date-time", 50],
  ["duration", 100],
  ["email", 254],
  ["hostname", 253],
  ["ipv4", 15],
  ["ipv6", 45],
  ["uuid", 45],
  ["uri", 2048],
  ["uri-reference", 2048],
  ["json-pointer", 2048],
]);

export const formats: { [name: string]: FormatDefinition<string> } = Object.fromEntries(
  [...FORMAT_LENGTH].map(([name, longest]) => {
    const accepts = testOf(name);
    return [name, { type: "string", validate: (text: string) => text.length <= longest && accepts(text) }];
  }),
);

function testOf(name: string): (text: string) => boolean {
  const format: unknown = fullFormats[name as keyof typeof fullFormats];
  const validate = typeof format === "object" && format !== null && "validate" in format ? format.validate : format;
  if (validate instanceof RegExp) return (text) => validate.test(text);
  if (typeof validate === "function") return (text) => validate(text) === true;
  throw new Error(`ajv-formats has no format ${name}`);
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[t\s](\d\d):(\d\d):(\d\d)(\.\d+)?(?:z|([+-])(\d\d)(?::?(\d\d))?)$/i;

/**
 * Milliseconds since 1970 of a text with format `date-time` (RFC 3339 section 5.6), fractions included, so that instants
 * written with different offsets compare as what they are. Undefined when it is no such text.
 */
export function epochMs(text: string): number | undefined {
  const parts = text.length <= 50 ? DATE_TIME.exec(text) : null;
  if (!parts || !testDateTime(text)) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const instant = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999. Second 60 runs over into the next minute.
  instant.setUTCFullYear(year, month - 1, day);
  instant.setUTCHours(hour, minute, second);
  const offsetMinutes = (Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0)) * (parts[8] === "-" ? -1 : 1);
  return instant.getTime() - offsetMinutes * 60_000 + Number(`0${parts[7] ?? ""}`) * 1000;
}

const testDateTime = testOf("date-time");
