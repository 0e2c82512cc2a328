import { toPointer } from "../../json-schema/json.ts";
import type { SchemaObject } from "../../json-schema/keywords.ts";
import type { RowFault } from "../codes.ts";
import type { FileFormat } from "../formats/file-options.ts";
import { namesIn, valueBelow } from "../formats/json-pointer.ts";
import type { Draft, Place, SourceFormat, SourceRecord } from "../formats/source-format.ts";
import { type RecordData, setField } from "../record-data.ts";
import type { FieldMapping } from "./field-source.ts";
import { isObject } from "./schema-at.ts";
import { pointerIn } from "./source-schema.ts";

/** A source that stands in the file, by both its places. */
interface Moved {
  field: string;
  pointer: string;
  /** Both as the names on the way. */
  to: readonly string[];
  from: readonly string[];
}

/** A format that was opened with `sourceSchema`, whose records get the names of the collection. */
export function mappedFormat(
  format: SourceFormat,
  { sources, others }: FieldMapping,
  schema: SchemaObject,
  kind: FileFormat | null,
): SourceFormat {
  const moved: Moved[] = sources.flatMap(({ field, from }) => {
    if (from === null) return [];
    const pointer = pointerIn(kind, from);
    return [{ field, pointer, to: namesIn(field), from: namesIn(pointer) }];
  });
  // By what each record is asked for, name by name: a file may have a thousand columns.
  const movedBelow = Map.groupBy(moved, ({ from }) => from[0]);
  const constants = sources.filter(({ from }) => from === null);
  const declared = isObject(schema.properties) ? schema.properties : {};
  const keeps = (name: string) => others === "KEEP" || Object.hasOwn(declared, name);

  function dataOf(record: SourceRecord): Draft {
    const draft = format.dataOf(record);
    if (draft.fault) return { fault: inCollection(draft.fault, moved) };
    const data: RecordData = {};
    for (const [name, value] of Object.entries(draft.data)) {
      const taken = movedBelow.get(name);
      const rest = taken ? without(value, toPointer([name]), taken) : value;
      if (rest !== undefined && keeps(name)) setField(data, name, rest);
    }
    for (const { to, from } of moved) put(data, to, valueBelow(draft.data, from));
    for (const { field, value } of constants) put(data, namesIn(field), structuredClone(value));
    return { data, length: draft.length };
  }

  return { ...format, dataOf, placeOf: (field, record) => placeIn(format, record, field, moved, constants) };
}

/** What no source has taken of a value; undefined when nothing is left of it. */
function without(value: unknown, pointer: string, moved: readonly Moved[]): unknown {
  if (moved.some((one) => one.pointer === pointer)) return undefined;
  if (!isObject(value) || !moved.some((one) => one.pointer.startsWith(`${pointer}/`))) return value;
  const rest: RecordData = {};
  for (const [name, inner] of Object.entries(value)) {
    const left = without(inner, pointer + toPointer([name]), moved);
    if (left !== undefined) setField(rest, name, left);
  }
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function put(data: RecordData, [name = "", ...deeper]: readonly string[], value: unknown): void {
  if (value === undefined) return;
  if (deeper.length === 0) {
    data[name] = value;
    return;
  }
  const inside = isObject(data[name]) ? data[name] : {};
  data[name] = inside;
  put(inside, deeper, value);
}

/** A fault of the file's form names its place there already; the field is to be the collection's. */
function inCollection(fault: RowFault, moved: readonly Moved[]): RowFault {
  const found = moved.find(({ pointer }) => isWithin(fault.field ?? "", pointer));
  return found && fault.field !== null
    ? { ...fault, field: found.field + fault.field.slice(found.pointer.length) }
    : fault;
}

function placeIn(
  format: SourceFormat,
  record: SourceRecord,
  field: string,
  moved: readonly Moved[],
  constants: readonly { field: string }[],
): Place {
  const found = moved.find((one) => isWithin(field, one.field));
  if (found) return format.placeOf(found.pointer + field.slice(found.field.length), record);
  if (constants.some((one) => isWithin(field, one.field))) return { column: null, path: null, text: null };
  return format.placeOf(field, record);
}

function isWithin(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}
