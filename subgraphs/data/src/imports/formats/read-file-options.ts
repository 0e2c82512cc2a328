import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { isStorable } from "../../json-schema/json.ts";
import type { FileOptions } from "./file-options.ts";

const MAX_ITEMS_BYTES = 1_000;

type Given = { [K in keyof Omit<FileOptions, "formulas">]?: FileOptions[K] | undefined } & Pick<
  FileOptions,
  "formulas"
>;

/** What was said about a file, once it goes together. */
export function readFileOptions(given: Given): FileOptions {
  const { format = null, encoding = null, compression = null, delimiter = null, items = null, formulas } = given;
  refuseFaults(optionFaults({ format, delimiter, items }));
  return { format, encoding, compression, delimiter, items, formulas };
}

/** What cannot be meant, or does not go together; a profile is refused for it as an import is. */
export function optionFaults({ format, delimiter, items }: Pick<FileOptions, "format" | "delimiter" | "items">) {
  const faults: FieldFault[] = [];
  const refuse = (path: string, code: string, message: string) => faults.push({ path, code, message });
  if (delimiter !== null && format !== null && format !== "CSV")
    refuse("input.delimiter", "WITH_CSV", "Only CSV has a delimiter. Leave it out.");
  if (items === null) return faults;
  if (format === "CSV" || format === "NDJSON")
    refuse("input.items", "WITH_TREE", "Only JSON and XML are searched for their records. Leave items out.");
  if (!items.startsWith("/") || Buffer.byteLength(items) > MAX_ITEMS_BYTES)
    refuse("input.items", "INVALID_PATH", "Give a path such as /data/orders, of at most 1,000 bytes, or leave it out.");
  if (!isStorable(items)) refuse("input.items", "INVALID_TEXT", "Leave out NUL characters and unpaired surrogates.");
  return faults;
}
