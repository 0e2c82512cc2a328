import { isAscii } from "node:buffer";
import type { Block, CsvRecord, Position } from "../source-format.ts";
import {
  fieldTooLarge,
  MAX_FIELD_BYTES,
  MAX_RECORD_BYTES,
  recordTooLarge,
  type Scan,
  scanRecords,
} from "./scan-records.ts";

/** Reads CSV from a text that begins at `from`: see SourceFormat. `delimiter` is the code of a character. */
export async function* readCsv(
  text: AsyncIterable<Buffer>,
  from: Position,
  max: number,
  delimiter: number,
): AsyncGenerator<Block<CsvRecord>> {
  let at = from;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of text) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const rest = yield* readWhole(bytes, at, false, max, delimiter);
    held = bytes.subarray(rest.byte - at.byte);
    at = rest;
  }
  yield* readWhole(held, at, true, max, delimiter);
}

/** Gives the whole records of `bytes` and answers the place where the unfinished one begins. */
async function* readWhole(
  bytes: Buffer,
  from: Position,
  final: boolean,
  max: number,
  delimiter: number,
): AsyncGenerator<Block<CsvRecord>, Position> {
  const ascii = isAscii(bytes);
  const scan: Scan = {
    text: ascii ? bytes.toString("latin1") : bytes.toString("utf8"),
    at: 0,
    line: from.line,
    delimiter,
    final,
    openField: 0,
  };
  let at = from;
  let isGiven = false;
  for (;;) {
    const start = scan.at;
    const records = scanRecords(scan, max);
    const length = ascii ? scan.at - start : Buffer.byteLength(scan.text.slice(start, scan.at));
    at = { byte: at.byte + length, line: scan.line, state: null };
    isGiven ||= records.length > 0;
    if (records.length > 0) yield { records, next: at };
    if (records.length < max) break;
  }
  if (!isGiven && at.byte > from.byte) yield { records: [], next: at };
  refuseOversize(scan, bytes.length - (at.byte - from.byte));
  return at;
}

/** One byte more than the limit, since a CR that may belong to the end of the line is still counted here. */
function refuseOversize(scan: Scan, unfinishedBytes: number): void {
  if (unfinishedBytes > MAX_FIELD_BYTES && Buffer.byteLength(scan.text.slice(scan.openField)) > MAX_FIELD_BYTES + 1)
    throw fieldTooLarge(scan.line);
  if (unfinishedBytes > MAX_RECORD_BYTES + 1) throw recordTooLarge(scan.line);
}
