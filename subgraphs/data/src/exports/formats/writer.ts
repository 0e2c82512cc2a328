import type { FileFormat, Formulas } from "../../imports/formats/file-options.ts";
import type { SchemaObject } from "../../json-schema/keywords.ts";

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
