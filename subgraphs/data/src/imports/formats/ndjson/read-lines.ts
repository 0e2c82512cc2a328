import { isAscii } from "node:buffer";
import type { RowFault } from "../../codes.ts";
import type { JsonRecord } from "../json/json-record.ts";
import type { Block, Position } from "../source-format.ts";

export const MAX_LINE_BYTES = 1024 * 1024;

/** What is held of a text: a line that is not over yet. */
interface Held {
  bytes: Buffer;
  /** It is too long, so what comes of it is passed over. */
  isPassed: boolean;
}

/** Reads lines from a text that begins at `from`: see SourceFormat. They end with CRLF, LF or CR, as those of CSV. */
export async function* readLines(
  text: AsyncIterable<Buffer>,
  from: Position,
  max: number,
): AsyncGenerator<Block<JsonRecord>> {
  const scan = createScan(from);
  for await (const chunk of text) yield* scan.blocks(chunk, false, max);
  yield* scan.blocks(Buffer.alloc(0), true, max);
}

const CR = 13;
const LF = 10;

function createScan(from: Position) {
  let at = from;
  const held: Held = { bytes: Buffer.alloc(0), isPassed: false };
  /** Bytes of a line that was passed over, which are not held. */
  let passed = 0;

  function* blocks(chunk: Buffer, final: boolean, max: number): Generator<Block<JsonRecord>> {
    const bytes = held.bytes.length === 0 ? chunk : Buffer.concat([held.bytes, chunk]);
    const ascii = isAscii(bytes);
    const endOf = lineEnds(bytes, final);
    let records: JsonRecord[] = [];
    let isGiven = false;
    let start = 0;
    for (;;) {
      const end = endOf(start);
      if (end === undefined) break;
      const record = lineAt(bytes, start, end.at, ascii);
      if (record) records.push(record);
      at = { byte: at.byte + passed + end.next - start, line: at.line + (end.next > end.at ? 1 : 0), state: null };
      passed = 0;
      held.isPassed = false;
      start = end.next;
      if (records.length === max) {
        yield { records, next: at };
        records = [];
        isGiven = true;
      }
    }
    if (records.length > 0 || (!isGiven && start > 0)) yield { records, next: at };
    hold(bytes.subarray(start));
  }

  function lineAt(bytes: Buffer, start: number, end: number, ascii: boolean): JsonRecord | undefined {
    if (held.isPassed || end - start > MAX_LINE_BYTES)
      return { line: at.line, path: null, text: "", fault: lineTooLarge() };
    const text = ascii ? bytes.toString("latin1", start, end) : bytes.toString("utf8", start, end);
    return isBlank(text) ? undefined : { line: at.line, path: null, text };
  }

  function hold(rest: Buffer): void {
    const isLong = held.isPassed || rest.length > MAX_LINE_BYTES + 1;
    // The last byte may be the first half of CRLF.
    held.bytes = isLong ? rest.subarray(-1) : rest;
    passed += isLong ? rest.length - held.bytes.length : 0;
    held.isPassed = isLong;
  }

  return { blocks };
}

/** Finds where a line ends, and where the next begins; undefined when that is not there yet. */
function lineEnds(bytes: Buffer, final: boolean): (start: number) => { at: number; next: number } | undefined {
  const nextLf = finder(bytes, LF);
  const nextCr = finder(bytes, CR);
  return (start) => {
    if (start >= bytes.length) return undefined;
    const lf = nextLf(start);
    const cr = nextCr(start);
    if (cr !== -1 && (lf === -1 || cr < lf)) {
      // At the very end it may be the first half of CRLF.
      if (cr + 1 === bytes.length && !final) return undefined;
      return { at: cr, next: bytes[cr + 1] === LF ? cr + 2 : cr + 1 };
    }
    if (lf !== -1) return { at: lf, next: lf + 1 };
    return final ? { at: bytes.length, next: bytes.length } : undefined;
  };
}

/** Looks for a byte from places that go forward, and passes over no part twice. */
function finder(bytes: Buffer, byte: number): (from: number) => number {
  let found = bytes.indexOf(byte);
  return (from) => {
    if (found !== -1 && found < from) found = bytes.indexOf(byte, from);
    return found;
  };
}

function isBlank(text: string): boolean {
  return text.charCodeAt(0) <= 32 || text === "" ? text.trim() === "" : false;
}

function lineTooLarge(): RowFault {
  const message = "The line is larger than 1 MiB. Split its record, or keep large values elsewhere.";
  return { code: "ROW_TOO_LARGE", column: null, path: null, field: null, message, value: null };
}
