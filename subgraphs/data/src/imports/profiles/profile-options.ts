import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { Delimiter, FileFormat, Formulas, TextEncoding } from "../formats/file-options.ts";
import { optionFaults } from "../formats/read-file-options.ts";
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

export function readProfileOptions(input: ProfileOptionsInput, faults: FieldFault[]): ProfileOptions {
  const { format = null, encoding = null, delimiter = null, items = null, formulas = null, mode = null } = input;
  faults.push(...optionFaults({ format, delimiter, items }));
  return { format, encoding, delimiter, items, formulas, mode };
}
