import { isAscii, isUtf8 } from "node:buffer";
import { CsvFault } from "./codes.ts";
import {
  type CsvRecord,
  countLineEnds,
  fieldTooLarge,
  MAX_FIELD_BYTES,
  MAX_RECORD_BYTES,
  recordTooLarge,
  type Scan,
  scanRecords,
} from "./scan-records.ts";

/** A place between two records. */
export interface Position {
  byte: number;
  /** Line that begins there, from 1. */
  line: number;
}

export interface CsvBlock {
  records: CsvRecord[];
  /** The place behind the last of them: reading may go on from here at any later time. */
  next: Position;
}

/**
 * Reads CSV from a stream of bytes that begins at `from`, up to `max` records at a time. Holds one chunk and at most one
 * unfinished record of bounded size, whatever the stream contains. Throws CsvFault with the line of the first fault,
 * after having given everything before it.
 */
export async function* readCsv(source: AsyncIterable<Buffer>, from: Position, max: number): AsyncGenerator<CsvBlock> {
  let at = from;
  let held: Buffer = Buffer.alloc(0);
  let isFirst = from.byte === 0;
  for await (const chunk of source) {
    let bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (isFirst && bytes.length < 3) {
      held = bytes;
      continue;
    }
    if (isFirst) {
      const skipped = skipByteOrderMark(bytes);
      bytes = bytes.subarray(skipped);
      at = { byte: at.byte + skipped, line: at.line };
      isFirst = false;
    }
    const rest = yield* readWhole(bytes, at, false, max);
    held = bytes.subarray(rest.byte - at.byte);
    at = rest;
  }
  yield* readWhole(held, at, true, max);
}

/** Gives the whole records of `bytes` and answers the place where the unfinished one begins. */
async function* readWhole(
  bytes: Buffer,
  from: Position,
  final: boolean,
  max: number,
): AsyncGenerator<CsvBlock, Position> {
  const sound = bytes.subarray(0, final ? bytes.length : wholeCharacters(bytes));
  const bad = firstBadByte(sound);
  const readable = bad === undefined ? sound : sound.subarray(0, bad.at);
  const ascii = isAscii(readable);
  const scan: Scan = {
    text: ascii ? readable.toString("latin1") : readable.toString("utf8"),
    at: 0,
    line: from.line,
    final: final && bad === undefined,
    openField: 0,
  };
  let at = from;
  for (;;) {
    const start = scan.at;
    const records = scanRecords(scan, max);
    const length = ascii ? scan.at - start : Buffer.byteLength(scan.text.slice(start, scan.at));
    at = { byte: at.byte + length, line: scan.line };
    if (records.length > 0) yield { records, next: at };
    if (records.length < max) break;
  }
  if (bad !== undefined) throw badByte(bad.isNul, scan.line + countLineEnds(scan.text.slice(scan.at)));
  refuseOversize(scan, sound.length - (at.byte - from.byte));
  return at;
}

/** One byte more than the limit, since a CR that may belong to the end of the line is still counted here. */
function refuseOversize(scan: Scan, unfinishedBytes: number): void {
  if (unfinishedBytes > MAX_FIELD_BYTES && Buffer.byteLength(scan.text.slice(scan.openField)) > MAX_FIELD_BYTES + 1)
    throw fieldTooLarge(scan.line);
  if (unfinishedBytes > MAX_RECORD_BYTES + 1) throw recordTooLarge(scan.line);
}

/** Length of the part that does not end inside a UTF-8 sequence (RFC 3629 section 3). */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < length ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/** Where the first NUL byte or the first sequence that is no UTF-8 stands, whichever comes first. */
function firstBadByte(bytes: Buffer): { at: number; isNul: boolean } | undefined {
  const nul = bytes.indexOf(0);
  const before = nul === -1 ? bytes : bytes.subarray(0, nul);
  if (isUtf8(before)) return nul === -1 ? undefined : { at: nul, isNul: true };
  // A prefix, cut to whole characters, is valid up to the fault and never again after it: halve the distance.
  let sound = 0;
  let faulty = before.length;
  while (faulty - sound > 1) {
    const middle = (sound + faulty) >> 1;
    const prefix = before.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, wholeCharacters(prefix)))) sound = middle;
    else faulty = middle;
  }
  return { at: wholeCharacters(before.subarray(0, sound)), isNul: false };
}

function badByte(isNul: boolean, line: number): CsvFault {
  if (isNul)
    return new CsvFault(
      "CSV_NUL",
      line,
      `Line ${line} contains a NUL byte. Remove it, and save the file as text in UTF-8.`,
    );
  return new CsvFault("CSV_ENCODING", line, `Line ${line} is not UTF-8. Save the file as UTF-8 and upload it again.`);
}

/** A UTF-8 mark is skipped. A UTF-16 mark tells what would otherwise look like NUL bytes everywhere. */
function skipByteOrderMark(bytes: Buffer): number {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new CsvFault("CSV_ENCODING", 1, "The file is UTF-16. Convert it to UTF-8 and upload it again.");
  return 0;
}
