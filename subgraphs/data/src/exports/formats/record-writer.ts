import type { FileFormat } from "../../imports/formats/file-options.ts";
import { createCsvWriter } from "./csv-writer.ts";
import { createJsonWriter, createNdjsonWriter } from "./json-writer.ts";
import type { ExportedData, RecordWriter, WriterOptions } from "./writer.ts";
import { createXmlWriter } from "./xml-writer.ts";

const WRITERS: Record<FileFormat, (options: WriterOptions) => RecordWriter> = {
  CSV: createCsvWriter,
  JSON: createJsonWriter,
  NDJSON: createNdjsonWriter,
  XML: createXmlWriter,
};

/** Throws ExportFault when the collection cannot be written in this format at all. */
export function createRecordWriter(options: WriterOptions): RecordWriter {
  const writer = WRITERS[options.format](options);
  const { fields } = options;
  if (!fields) return writer;
  return { ...writer, record: (data, isFirst) => writer.record(only(data, fields), isFirst) };
}

function only(data: ExportedData, fields: readonly string[]): ExportedData {
  return Object.fromEntries(fields.flatMap((name) => (Object.hasOwn(data, name) ? [[name, data[name]]] : [])));
}
