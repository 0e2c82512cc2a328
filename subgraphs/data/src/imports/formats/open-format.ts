import { FileFault } from "../codes.ts";
import { openCsv } from "./csv/csv-format.ts";
import type { FileFormat } from "./file-options.ts";
import type { FormatInput, OpenFormat, SourceFormat } from "./source-format.ts";

const OPENERS: Partial<Record<FileFormat, OpenFormat>> = { CSV: openCsv };

/** Opens a file in the format that was said or that it shows. */
export function openFormat(input: FormatInput): Promise<SourceFormat> {
  const open = OPENERS[input.options.format ?? "CSV"];
  if (!open) throw new FileFault("FILE_FORMAT", null, "Files of this format are not read. Give CSV.");
  return open(input);
}
