import { mappedFormat } from "../profiles/mapped-format.ts";
import { sourceSchema } from "../profiles/source-schema.ts";
import { openCsv } from "./csv/csv-format.ts";
import { detectFormat, refuseOtherFormat } from "./detect-format.ts";
import type { FileFormat } from "./file-options.ts";
import { openJson } from "./json/json-format.ts";
import { openNdjson } from "./ndjson/ndjson-format.ts";
import type { FormatInput, OpenFormat, SourceFormat } from "./source-format.ts";
import { openXml } from "./xml/xml-format.ts";

const OPENERS: Record<FileFormat, OpenFormat> = { CSV: openCsv, JSON: openJson, NDJSON: openNdjson, XML: openXml };

/** How much of a text is looked at to tell its format. */
const HEAD_BYTES = 64 * 1024;

/** Opens a file in the format that was said or that it shows. */
export async function openFormat(input: FormatInput): Promise<SourceFormat> {
  const head = await headOf(input);
  const said = input.options.format;
  if (said) refuseOtherFormat(head, said);
  const format = said ?? detectFormat(head, input.options);
  const { mapping, schema } = input;
  const asked = mapping ? { ...input, schema: sourceSchema(schema, mapping.sources, format) } : input;
  const opened = await OPENERS[format](asked);
  const named = mapping ? mappedFormat(opened, mapping, schema, format) : opened;
  return { ...named, found: { ...opened.found, format } };
}

async function headOf({ source }: FormatInput): Promise<string> {
  let bytes: Buffer = Buffer.alloc(0);
  for await (const chunk of source.read(source.start)) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= HEAD_BYTES) break;
  }
  return bytes.toString("utf8", 0, HEAD_BYTES);
}
