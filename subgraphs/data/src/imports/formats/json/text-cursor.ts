import { FileFault } from "../../codes.ts";

/** A place in a text that comes in chunks, and the part of it that is at hand. */
export interface TextCursor {
  bytes: Buffer;
  /** In `bytes`. */
  at: number;
  /** Where in the text `bytes` begin. */
  base: number;
  line: number;
  /** The byte before was CR, so that LF ends no second line. */
  wasCr: boolean;
  /** From here on `bytes` are kept when more are read; -1: nothing before `at` is wanted any more. */
  keptFrom: number;
  /** Reads on. False at the end of the text. */
  more(): Promise<boolean>;
}

export function createCursor(text: AsyncIterable<Buffer>, from: { byte: number; line: number }): TextCursor {
  const chunks = text[Symbol.asyncIterator]();
  return {
    bytes: Buffer.alloc(0),
    at: 0,
    base: from.byte,
    line: from.line,
    wasCr: false,
    keptFrom: -1,
    async more() {
      const { done, value } = await chunks.next();
      if (done) return false;
      const start = this.keptFrom === -1 ? this.at : this.keptFrom;
      const rest = this.bytes.subarray(start);
      this.bytes = rest.length === 0 ? value : Buffer.concat([rest, value]);
      this.base += start;
      this.at -= start;
      if (this.keptFrom !== -1) this.keptFrom = 0;
      return true;
    },
  };
}

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;

/** Passes over what may stand between tokens (RFC 8259 section 2). Answers the byte that follows; -1 at the end of the text. */
export async function nextByte(cursor: TextCursor): Promise<number> {
  for (;;) {
    const code = nextByteNow(cursor);
    if (code !== -1) return code;
    if (!(await cursor.more())) return -1;
  }
}

/** The same as far as bytes are at hand; -1 when there are no more. */
export function nextByteNow(cursor: TextCursor): number {
  const { bytes } = cursor;
  for (; cursor.at < bytes.length; cursor.at++) {
    const code = bytes[cursor.at] as number;
    if (code !== SPACE && code !== TAB && code !== LF && code !== CR) {
      cursor.wasCr = false;
      return code;
    }
    if (code === CR || (code === LF && !cursor.wasCr)) cursor.line++;
    cursor.wasCr = code === CR;
  }
  return -1;
}

export function notWellFormed(line: number, what: string): FileFault {
  return new FileFault("JSON_SYNTAX", line, `${what} on line ${line}. Give one JSON document (RFC 8259).`);
}
