import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { invalidSchema } from "../json-schema/check-schema.ts";
import { epochMs, FORMAT_LENGTH } from "../json-schema/formats.ts";
import { toPointer } from "../json-schema/json.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";

/** How an indexed field's values are compared: texts by code point, everything else as float8. */
export type FieldType = "text" | "integer" | "number" | "boolean" | "dateTime";

/** A field that can be filtered and sorted by, and the column of data.record that holds its copy. */
export interface IndexedField {
  name: string;
  type: FieldType;
  slot: Slot;
}

export const TEXT_SLOTS = ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"] as const;
export const NUMBER_SLOTS = ["n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"] as const;
export const SLOTS = [...TEXT_SLOTS, ...NUMBER_SLOTS] as const;
export type Slot = (typeof SLOTS)[number];

/**
 * What stands for a missing or null value: it sorts before every real one. Real texts carry a prefix, and JSON has no
 * -Infinity, so neither can be met as a value. With it one index gives every record its place (docs/adr/0009).
 */
export function missingValue(type: FieldType): string | number {
  return type === "text" ? "" : Number.NEGATIVE_INFINITY;
}

const TEXT_PREFIX = "v";

/** Most characters of an indexed text: four bytes each, they must fit an index entry (a third of an 8 KiB page). */
export const MAX_INDEXED_TEXT = 512;

/** Gives each property marked `x-indexed` its slot, in the order of the schema. Throws INVALID_SCHEMA. */
export function assignSlots(schema: SchemaObject): IndexedField[] {
  const texts = TEXT_SLOTS.values();
  const numbers = NUMBER_SLOTS.values();
  const fields: IndexedField[] = [];
  const faults: FieldFault[] = [];
  for (const [name, property] of Object.entries((schema.properties ?? {}) as { [name: string]: SchemaObject })) {
    if (property["x-indexed"] !== true) continue;
    const type = fieldTypeOf(property);
    if (typeof type === "object") {
      faults.push({ path: toPointer(["properties", name]), ...type });
      continue;
    }
    const slot = (type === "text" ? texts : numbers).next().value;
    if (slot) fields.push({ name, type, slot });
    else faults.push({ path: toPointer(["properties", name, "x-indexed"]), code: "TOO_MANY", message: TOO_MANY });
  }
  if (faults.length > 0) throw invalidSchema(faults);
  return fields;
}

const TOO_MANY = "Mark at most 8 text properties and 8 others x-indexed.";

function fieldTypeOf(property: SchemaObject): FieldType | Omit<FieldFault, "path"> {
  const types = [property.type].flat().filter((type) => type !== "null");
  const [type] = types;
  if (types.length !== 1 || type === "object" || type === "array" || type === undefined)
    return {
      code: "NOT_INDEXABLE",
      message: 'Say one "type" (string, integer, number or boolean) for an indexed property.',
    };
  if (type === "integer" || type === "number" || type === "boolean") return type;
  if (property.format === "date-time") return "dateTime";
  if (isBounded(property)) return "text";
  return { code: "UNBOUNDED", message: `Add "maxLength" of at most ${MAX_INDEXED_TEXT} to an indexed text.` };
}

function isBounded(property: SchemaObject): boolean {
  if (typeof property.maxLength === "number" && property.maxLength <= MAX_INDEXED_TEXT) return true;
  const values = Array.isArray(property.enum) ? property.enum : "const" in property ? [property.const] : undefined;
  if (values?.every((value) => typeof value !== "string" || value.length <= MAX_INDEXED_TEXT)) return true;
  return (FORMAT_LENGTH.get(String(property.format)) ?? Infinity) <= MAX_INDEXED_TEXT;
}

/** Values of all sixteen slots, in the order of SLOTS; null for those the collection does not use. */
export type SlotValues = (string | number | null)[];

const POSITION = Object.fromEntries(SLOTS.map((slot, at) => [slot, at])) as { readonly [S in Slot]: number };

/** Copies a validated record's indexed fields into their slots. */
export function slotValues(fields: readonly IndexedField[], record: object): SlotValues {
  const values: SlotValues = SLOTS.map(() => null);
  for (const { name, type, slot } of fields) {
    const value = Object.hasOwn(record, name) ? (record as { [name: string]: unknown })[name] : undefined;
    values[POSITION[slot]] = (value == null ? undefined : toSlot(type, value)) ?? missingValue(type);
  }
  return values;
}

/** A value as its slot holds it; undefined when it is not of the field's type. */
export function toSlot(type: FieldType, value: unknown): string | number | undefined {
  if (type === "text") return typeof value === "string" ? TEXT_PREFIX + value : undefined;
  if (type === "boolean") return typeof value === "boolean" ? Number(value) : undefined;
  if (type === "dateTime") return typeof value === "string" ? epochMs(value) : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
