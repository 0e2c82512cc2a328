import type { SchemaObject } from "../../json-schema/keywords.ts";
import type { RowFault } from "../codes.ts";
import type { FieldMapping } from "../profiles/field-source.ts";
import type { RecordData } from "../record-data.ts";
import type { FileOptions } from "./file-options.ts";

/** A place between two records. */
export interface Position {
  /** In the text as it is read: unpacked, and as UTF-8. */
  byte: number;
  /** Line that begins or goes on there, from 1. */
  line: number;
  /** What the reader of a tree must know besides to go on from there, at most MAX_STATE_BYTES; null where lines say it all. */
  state: string | null;
}

export const MAX_STATE_BYTES = 4 * 1024;

/** One record of a file, in the form its format reads. What it stands for is said by `dataOf`. */
export interface SourceRecord {
  /** Line of the file where it begins, from 1. */
  line: number;
  /** Where it lies in a file that is a tree: `/17` (JSON Pointer), `/orders/order[18]`; null where the line says it. */
  path: string | null;
  /** It was told apart from its neighbours, but no data can be made of it. Then there is nothing else. */
  fault?: RowFault;
}

/** What an unquoted `\N` stands for. */
export const NULL_FIELD: unique symbol = Symbol("\\N");

/** Null when nothing at all stands there; `""` in the file is the empty text. */
export type CsvField = string | null | typeof NULL_FIELD;

/** A record of CSV. */
export interface CsvRecord extends SourceRecord {
  fields: CsvField[];
}

/** A record of a format that has values of its own. */
export interface TreeRecord extends SourceRecord {
  value?: unknown;
}

export interface Block<R extends SourceRecord = SourceRecord> {
  /** None where a long part of the file has none: whoever reads it is asked in between whether to go on. */
  records: R[];
  /** The place behind the last of them: reading may go on from here at any later time, in any process. */
  next: Position;
}

/** What a record stands for before the collection's schema has judged it, or the first thing wrong with its form. */
export type Draft =
  | {
      data: RecordData;
      /** Characters in the record, about: few cannot make large data. */
      length: number;
      fault?: undefined;
    }
  | { data?: undefined; fault: RowFault };

/** Where in a record a field of the collection stands, in the words of its file. */
export interface Place {
  /** Name of the column (CSV). */
  column: string | null;
  /** Below the record's own path (trees): `/address/city`. */
  path: string | null;
  /** What stands there, to be masked; null when nothing does, or no single text. */
  text: string | null;
}

/** A file whose format is known and whose beginning has been read. */
export interface SourceFormat {
  /** Where the first record may begin. */
  readonly start: Position;
  /** What was found out about the file that nobody had said, such as the delimiter. */
  readonly found: Partial<FileOptions>;
  /**
   * Reads a text that begins at `from`, up to `max` records at a time. Holds one chunk and at most one unfinished record of
   * bounded size, whatever the text contains. Throws FileFault with the line of the first fault of the file, after having
   * given everything before it. Faults of single records are given with them.
   */
  read(text: AsyncIterable<Buffer>, from: Position, max: number): AsyncGenerator<Block>;
  /** The data that a record stands for. Only its form is judged here; the collection's schema judges what it holds. */
  dataOf(record: SourceRecord): Draft;
  /** Where a field of the collection (JSON Pointer into its data, such as `/address/city`) stands in a record. */
  placeOf(field: string, record: SourceRecord): Place;
}

/** The text of a file: unpacked, decoded, and sound. */
export interface TextSource {
  /** Where its text begins: behind a byte order mark. */
  readonly start: Position;
  /** What was found out about the file, or had been said. */
  readonly found: Partial<FileOptions>;
  /**
   * Its text from a place on, in chunks of any length that are UTF-8, hold no NUL and do not cut characters. Throws
   * FileFault, or BadText where only whoever knows the line can say so: let both pass.
   */
  read(from: Position): AsyncGenerator<Buffer>;
  /** How much of the file was read, from 0 to 1, when work has come to that place. */
  share(at: Position): number;
}

export interface FormatInput {
  source: TextSource;
  options: FileOptions;
  /** Of the collection, in the words of the file where a mapping gives it others. */
  schema: SchemaObject;
  /** Where the file's own names are not the collection's. */
  mapping?: FieldMapping | null;
}

/** Reads as much of a file as must be known before its records. Throws FileFault when it is not of this format. */
export type OpenFormat = (input: FormatInput) => Promise<SourceFormat>;
