import { dataOfJson, placeInJson } from "../json/json-record.ts";
import type { FormatInput, SourceFormat } from "../source-format.ts";
import { readLines } from "./read-lines.ts";

/** A JSON object (RFC 8259) on each line. Lines with nothing on them are skipped. */
export async function openNdjson({ source }: FormatInput): Promise<SourceFormat> {
  return { start: source.start, found: {}, read: readLines, dataOf: dataOfJson, placeOf: placeInJson };
}
