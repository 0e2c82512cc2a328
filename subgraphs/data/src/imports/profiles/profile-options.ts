import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { isStorable } from "../../json-schema/json.ts";
import type { Delimiter, FileFormat, Formulas, TextEncoding } from "../formats/file-options.ts";
import type { ImportMode } from "../import-state.ts";

/** What an import may be told about a file, as a profile keeps it. What is null is found out by looking, or said by the import. */
export interface ProfileOptions {
  format: FileFormat | null;
  encoding: TextEncoding | null;
  delimiter: Delimiter | null;
  items: string | null;
  formulas: Formulas | null;
  mode: ImportMode | null;
}

export type ProfileOptionsInput = { [Name in keyof ProfileOptions]?: ProfileOptions[Name] | undefined };

const MAX_ITEMS_BYTES = 1_000;

export function readProfileOptions(input: ProfileOptionsInput, faults: FieldFault[]): ProfileOptions {
  const { format = null, encoding = null, delimiter = null, items = null, formulas = null, mode = null } = input;
  if (items !== null && (Buffer.byteLength(items) > MAX_ITEMS_BYTES || (items !== "" && !items.startsWith("/"))))
    faults.push({
      path: "input.items",
      code: "INVALID_PATH",
      message: `Give a path that begins with a slash, such as /orders/order, in at most ${MAX_ITEMS_BYTES} bytes.`,
    });
  if (items !== null && !isStorable(items))
    faults.push({
      path: "input.items",
      code: "INVALID_TEXT",
      message: "Leave out NUL characters and unpaired surrogates.",
    });
  return { format, encoding, delimiter, items, formulas, mode };
}
