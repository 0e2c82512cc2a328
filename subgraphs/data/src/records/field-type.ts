import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { epochMs, FORMAT_LENGTH } from "../json-schema/formats.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";

/** How a field's values are compared: texts by code point, everything else as float8. */
export type FieldType = "text" | "integer" | "number" | "boolean" | "dateTime";

/** Most characters of an indexed text: four bytes each, they must fit an index entry (a third of an 8 KiB page). */
export const MAX_INDEXED_TEXT = 512;

/** Characters of a text without a slot that count in an order or a group, as many as a key can have. */
export const MAX_PLACED_TEXT = 600;

/**
 * What stands for a missing or null value: it sorts before every real one. Real texts carry a prefix, and JSON has no
 * -Infinity, so neither can be met as a value. With it one index gives every record its place (docs/adr/0009).
 */
export function missingValue(type: FieldType): string | number {
  return type === "text" ? "" : Number.NEGATIVE_INFINITY;
}

const TEXT_PREFIX = "v";

/** A value as it is compared and stored in slots; undefined when it is not of the field's type. */
export function toSlot(type: FieldType, value: unknown): string | number | undefined {
  if (type === "text") return typeof value === "string" ? TEXT_PREFIX + value : undefined;
  if (type === "boolean") return typeof value === "boolean" ? Number(value) : undefined;
  if (type === "dateTime") return typeof value === "string" ? epochMs(value) : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A slot's value in the field's own terms; null for what stands for a missing one. */
export function fromSlot(type: FieldType, value: string | number | null): unknown {
  if (value === null || value === missingValue(type)) return null;
  if (typeof value === "string") return value.slice(TEXT_PREFIX.length);
  if (type === "boolean") return value === 1;
  return type === "dateTime" ? instantOf(value) : value;
}

/** RFC 3339 with as many digits of a second as there are, at most six. */
function instantOf(ms: number): string {
  const second = Math.floor(ms / 1000);
  const micros = Math.round((ms - second * 1000) * 1000);
  const fraction = micros === 0 ? "" : `.${String(micros).padStart(6, "0").replace(/0+$/, "")}`;
  const whole = new Date((second + (micros === 1_000_000 ? 1 : 0)) * 1000).toISOString();
  return `${whole.slice(0, -".000Z".length)}${micros === 1_000_000 ? "" : fraction}Z`;
}

/** A record's own value of a field as slots hold it, or what stands for its absence. */
export function slotValueOf({ name, type }: { name: string; type: FieldType }, record: object): string | number {
  const value = Object.hasOwn(record, name) ? (record as { [name: string]: unknown })[name] : undefined;
  return (value == null ? undefined : toSlot(type, value)) ?? missingValue(type);
}

/** The type that a property of the schema is compared by, or why it cannot be compared. */
export function fieldTypeOf(property: SchemaObject): FieldType | Omit<FieldFault, "path"> {
  const types = [property.type].flat().filter((type) => type !== "null");
  const [type] = types;
  if (types.length !== 1 || type === "object" || type === "array" || type === undefined)
    return {
      code: "NOT_INDEXABLE",
      message: 'Say one "type" (string, integer, number or boolean) for an indexed property.',
    };
  if (type === "integer" || type === "number" || type === "boolean") return type;
  return property.format === "date-time" ? "dateTime" : "text";
}

/** Most characters that a text property may have, as its schema bounds it; Infinity when it does not. */
export function longestText(property: SchemaObject): number {
  const values = Array.isArray(property.enum) ? property.enum : "const" in property ? [property.const] : undefined;
  return Math.min(
    typeof property.maxLength === "number" ? property.maxLength : Infinity,
    values ? Math.max(0, ...values.map((value) => (typeof value === "string" ? value.length : 0))) : Infinity,
    FORMAT_LENGTH.get(String(property.format)) ?? Infinity,
  );
}
