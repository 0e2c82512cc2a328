import { isUtf8 } from "node:buffer";
import { passwordText } from "../read-password.ts";
import { DIGEST_BYTES, passwordDigest } from "./filter-format.ts";

/** No password is longer; and a file without line ends must not fill the memory. */
const MAX_LINE = 1024;
const NOTHING: Buffer = Buffer.alloc(0);
const LF = 10;
const CR = 13;
const COLON = 58;

export interface CorpusCounts {
  /** Lines that were the SHA-1 of a password. */
  digests: number;
  /** Lines that were a password. */
  passwords: number;
  /** Lines that were neither, because they are too long. */
  skipped: number;
}

/**
 * Reads a list of breached passwords of any length: a line is `SHA1[:count]` in hexadecimal, as the public lists have it,
 * or a password. `take` is given each SHA-1 and must not keep the buffer.
 */
export async function readCorpus(source: AsyncIterable<Buffer>, take: (digest: Buffer) => void): Promise<CorpusCounts> {
  const counts = { digests: 0, passwords: 0, skipped: 0 };
  const digest = Buffer.alloc(DIGEST_BYTES);
  const takeLine = (bytes: Buffer, start: number, lineEnd: number) => {
    const end = lineEnd > start && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (end === start) return;
    if (end - start > MAX_LINE) counts.skipped++;
    else if (readDigest(bytes, start, end, digest)) {
      counts.digests++;
      take(digest);
    } else {
      counts.passwords++;
      const line = bytes.subarray(start, end);
      take(passwordDigest(passwordText(line.toString(isUtf8(line) ? "utf8" : "latin1"))));
    }
  };

  const takeWhole = (line: Buffer) => takeLine(line, 0, line.length);

  let rest = NOTHING;
  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      if (rest.length > 0) takeWhole(Buffer.concat([rest, chunk.subarray(0, end)]));
      else takeLine(chunk, start, end);
      rest = NOTHING;
      start = end + 1;
    }
    // Of a line without an end enough is kept to know that it is too long.
    if (start < chunk.length && rest.length <= MAX_LINE) rest = Buffer.concat([rest, chunk.subarray(start)]);
  }
  takeWhole(rest);
  return counts;
}

/** The value of a hexadecimal digit by its byte, and 255 for what is none. */
const HEX = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Whether a line is a digest, with or without a count; if it is, `into` has it. */
function readDigest(bytes: Buffer, start: number, end: number, into: Buffer): boolean {
  const after = start + 2 * DIGEST_BYTES;
  if (end < after) return false;
  for (let n = 0; n < DIGEST_BYTES; n++) {
    const high = HEX[bytes[start + 2 * n] as number] as number;
    const low = HEX[bytes[start + 2 * n + 1] as number] as number;
    if ((high | low) > 15) return false;
    into[n] = (high << 4) | low;
  }
  return after === end || (bytes[after] === COLON && /^\d+$/.test(bytes.toString("latin1", after + 1, end)));
}
