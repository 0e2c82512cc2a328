import type { SchemaObject } from "../../json-schema/keywords.ts";
import { slotValueOf } from "../../records/field-type.ts";
import type { IndexedField } from "../../records/layout.ts";
import { uniqueValue } from "../../records/slot-values.ts";
import { FileFault, type RowFault } from "../codes.ts";
import type { SourceFormat, SourceRecord } from "../formats/source-format.ts";
import type { ImportJob } from "../import-state.ts";
import type { RecordData } from "../record-data.ts";

/** The unique property that says which record a row is about. */
export interface KeyField {
  field: IndexedField;
  slot: string;
}

/** Beside the keys of rows it is noted which records they were found to be about: somebody may give these other keys. */
export const MET = "id";

const CHANGED =
  "The collection's schema changed while the file was imported: the key is not unique any more, or is of another type. Import the file again with a key that is.";

/** Throws FileFault when it is not what it was when the import was asked for. */
export function keyFieldOf({ key, fields }: ImportJob): KeyField {
  const field = fields.find(({ name }) => name === key?.name);
  if (!key || !field || field.unique !== key.slot) throw new FileFault("KEY_CHANGED", null, CHANGED);
  return { field, slot: key.slot };
}

/** What a file must have: by UPSERT only the key, since what it lacks stays as it is; by REPLACE the key, too. */
export function schemaOfFile({ schema, key, action }: ImportJob): SchemaObject {
  if (!key) return schema;
  const required = action === "REPLACE" ? ((schema.required ?? []) as string[]) : [];
  return { ...schema, required: [...new Set([...required, key.name])] };
}

/** The key that data has, as the unique slot holds it; null when it has none. */
export function keyIn({ field }: KeyField, data: RecordData): string | null {
  return uniqueValue(slotValueOf(field, data));
}

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** The same for a record whose form is wrong elsewhere, as far as its format can still show the text of the key. */
export function keyBeside(key: KeyField, format: SourceFormat, record: SourceRecord, fault: RowFault): string | null {
  // Of what was only told apart nothing else is known, and in a row with too many or too few fields any may be the key's.
  if (record.fault || fault.code === "ROW_FIELDS") return null;
  const { name, type } = key.field;
  const { text } = format.placeOf(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, record);
  if (text === null) return null;
  if (type === "text" || type === "dateTime") return keyIn(key, { [name]: text });
  return NUMBER.test(text) ? keyIn(key, { [name]: Number(text) }) : null;
}
