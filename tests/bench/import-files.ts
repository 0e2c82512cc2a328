import { createReadStream, createWriteStream, statSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync, constants as zlib } from "node:zlib";
import { createRecordWriter } from "@bulkhead/data/src/exports/formats/record-writer.ts";
import type { FileFormat } from "@bulkhead/data/src/imports/formats/file-options.ts";
import { CSV_HEADER, type Item, itemAt, SCHEMA, toCsvLine } from "./dataset.ts";

/** A file as it is sent: all that the request must say of it, and its bytes. */
export interface SentFile {
  contentType: string;
  isPacked: boolean;
  bytes: number;
  open(): Readable;
}

interface FileText {
  head: string;
  rowAt(n: number): string;
  tail: string;
}

const BLOCK_ROWS = 5_000;

/** Writes a file block by block, so that a million rows need no memory. */
export async function writeRows(file: string, { head, rowAt, tail }: FileText, rows: number, isPacked = false) {
  function* blocks() {
    yield head;
    for (let from = 1; from <= rows; from += BLOCK_ROWS) {
      let block = "";
      for (let n = from; n < Math.min(from + BLOCK_ROWS, rows + 1); n++) block += rowAt(n);
      yield block;
    }
    yield tail;
  }
  const source = Readable.from(buffers(blocks()));
  const out = createWriteStream(file, { mode: 0o600 });
  await (isPacked ? pipeline(source, createGzip(), out) : pipeline(source, out));
}

function* buffers(texts: Iterable<string>): Generator<Buffer> {
  for (const text of texts) if (text !== "") yield Buffer.from(text);
}

const CONTENT_TYPES: Record<FileFormat, string> = {
  CSV: "text/csv",
  NDJSON: "application/x-ndjson",
  JSON: "application/json",
  XML: "application/xml",
};

/** Writes so many items as an export would, but for CSV, in which one field of five is in quotes. */
export async function writeItems(
  folder: string,
  format: FileFormat,
  rows: number,
  isPacked: boolean,
): Promise<SentFile & { path: string }> {
  const file = path.join(folder, `items.${format.toLowerCase()}${isPacked ? ".gz" : ""}`);
  await writeRows(file, textOf(format), rows, isPacked);
  const open = () => createReadStream(file, { highWaterMark: 1 << 20 });
  return { path: file, contentType: CONTENT_TYPES[format], isPacked, bytes: statSync(file).size, open };
}

function textOf(format: FileFormat): FileText {
  if (format === "CSV") return { head: CSV_HEADER, rowAt: (n) => toCsvLine(itemAt(n)), tail: "" };
  const writer = createRecordWriter({ format, schema: SCHEMA, collection: "items", fields: null, formulas: "GUARDED" });
  const record = (item: Item, isFirst: boolean) => writer.record({ ...item }, isFirst);
  return { head: writer.head, rowAt: (n) => record(itemAt(n), n === 1), tail: writer.tail(false) };
}

export interface RepeatedCsv extends SentFile {
  rows: number;
  /** Of the text, packed or not. */
  textBytes: number;
}

const REPEATED_ROWS = 100_000;

/**
 * CSV of at least so many bytes that never lies on this side's disk and costs nothing to make: the same 100,000 items over and
 * over. Packed, they are a member of gzip each (RFC 1952 section 2.2); no window reaches from one to the next, so it
 * packs no better than other text.
 */
export function repeatedCsv(minBytes: number, isPacked: boolean): RepeatedCsv {
  let lines = "";
  for (let n = 1; n <= REPEATED_ROWS; n++) lines += toCsvLine(itemAt(n));
  const [head, block] = [Buffer.from(CSV_HEADER), Buffer.from(lines)];
  const times = Math.ceil((minBytes - head.length) / block.length);
  const send = (text: Buffer) => (isPacked ? gzipSync(text, { level: zlib.Z_BEST_COMPRESSION }) : text);
  const [sentHead, sentBlock] = [send(head), send(block)];
  function* pieces() {
    yield sentHead;
    for (let one = 0; one < times; one++) yield sentBlock;
  }
  return {
    contentType: CONTENT_TYPES.CSV,
    isPacked,
    bytes: sentHead.length + times * sentBlock.length,
    open: () => Readable.from(pieces(), { highWaterMark: 1 }),
    rows: times * REPEATED_ROWS,
    textBytes: head.length + times * block.length,
  };
}
