import type { FileFormat, Formulas } from "../../imports/formats/file-options.ts";
import type { SchemaObject } from "../../json-schema/keywords.ts";
import { createCsvWriter } from "./csv-writer.ts";
import { createJsonWriter, createNdjsonWriter } from "./json-writer.ts";
import { createXmlWriter } from "./xml-writer.ts";

export type ExportedData = Record<string, unknown>;

/**
 * Writes records one by one, so that an import reads the same records back. What a record becomes depends on nothing but the
 * record and whether it is the first, so a file can be gone on with at any place between two.
 */
export interface RecordWriter {
  /** Before the first record, if there is any. */
  readonly head: string;
  /** Throws ExportFault where the format cannot say what the record is. */
  record(data: ExportedData, isFirst: boolean): string;
  /** Behind the last one. */
  tail(isEmpty: boolean): string;
}

export interface WriterOptions {
  format: FileFormat;
  /** Of the collection. */
  schema: SchemaObject;
  /** Name of the collection. */
  collection: string;
  /** Top-level properties to write, in this order (CSV); null for all. */
  fields: readonly string[] | null;
  /** GUARDED puts an apostrophe before texts of CSV that a spreadsheet would run. */
  formulas: Formulas;
}

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
