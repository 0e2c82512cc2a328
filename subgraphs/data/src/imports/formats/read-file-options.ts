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
  const faults: FieldFault[] = [];
  if (delimiter !== null && format !== null && format !== "CSV")
    faults.push({ path: "input.delimiter", code: "WITH_CSV", message: "Only CSV has a delimiter. Leave it out." });
  if (items !== null && (format === "CSV" || format === "NDJSON"))
    faults.push({
      path: "input.items",
      code: "WITH_TREE",
      message: "Only JSON and XML are searched for their records. Leave items out.",
    });
  if (items !== null && !isPath(items))
    faults.push({
      path: "input.items",
      code: "PATH",
      message: "Give a path such as /data/orders, of at most 1,000 bytes.",
    });
  refuseFaults(faults);
  return { format, encoding, compression, delimiter, items, formulas };
}

function isPath(items: string): boolean {
  return items.startsWith("/") && Buffer.byteLength(items) <= MAX_ITEMS_BYTES && isStorable(items);
}
