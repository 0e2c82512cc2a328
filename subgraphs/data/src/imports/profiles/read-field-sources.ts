import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { MAX_DATA_DEPTH } from "../../json-schema/cost.ts";
import { checkJson, isStorable } from "../../json-schema/json.ts";
import type { SchemaObject } from "../../json-schema/keywords.ts";
import type { FieldSource } from "./field-source.ts";
import { schemaAt } from "./schema-at.ts";

/** A source as it comes in. `field` may be the plain name of a property of the record itself. */
export interface FieldSourceInput {
  field: string;
  from?: string | null | undefined;
  value?: unknown;
}

const MAX_SOURCES = 1_000;
const MAX_TEXT = 500;
const MAX_BYTES = 256 * 1024;

/** Fields are declared by the schema, each once, and none inside another; each has a source or a constant. */
export function readFieldSources(
  input: readonly FieldSourceInput[],
  schema: SchemaObject,
  faults: FieldFault[],
): FieldSource[] {
  const path = "input.fields";
  if (input.length > MAX_SOURCES) {
    faults.push({ path, code: "TOO_MANY", message: `Give at most ${MAX_SOURCES} fields.` });
    return [];
  }
  const seen = new Set<string>();
  const sources = input.map(({ field, from, value }, at): FieldSource => {
    const fault = (name: string, code: string, message: string) =>
      faults.push({ path: `${path}[${at}].${name}`, code, message });
    const pointer = field.startsWith("/") ? field : `/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (field.length > MAX_TEXT || schemaAt(schema, pointer) === undefined)
      fault("field", "UNKNOWN_FIELD", "Name a property that the collection's schema declares, or its JSON Pointer.");
    else if (isTaken(pointer, seen)) fault("field", "DUPLICATE", "Give each field once, and none inside another.");
    seen.add(pointer);
    if ((from == null) === (value === undefined))
      fault("from", "UNCLEAR", "Give either from, where in the file it stands, or value, the same for every record.");
    if (from != null && (from.length < 1 || from.length > MAX_TEXT))
      fault("from", "INVALID_LENGTH", `Give 1 to ${MAX_TEXT} characters.`);
    if (from != null && !isStorable(from))
      fault("from", "INVALID_TEXT", "Leave out NUL characters and unpaired surrogates.");
    if (value !== undefined && checkJson(value, MAX_DATA_DEPTH).faults.length > 0)
      fault("value", "INVALID_VALUE", "Give a JSON value that a record may hold.");
    return { field: pointer, from: from ?? null, value: value ?? null };
  });
  if (Buffer.byteLength(JSON.stringify(sources)) > MAX_BYTES)
    faults.push({ path, code: "TOO_LARGE", message: `Give at most ${MAX_BYTES} bytes as JSON.` });
  return sources;
}

function isTaken(pointer: string, seen: ReadonlySet<string>): boolean {
  if (seen.has(pointer)) return true;
  for (const other of seen)
    if (`${other}/`.startsWith(`${pointer}/`) || `${pointer}/`.startsWith(`${other}/`)) return true;
  return false;
}
