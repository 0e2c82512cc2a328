import { isAscii, isUtf8 } from "node:buffer";
import { BadText, mixedEncodings, notUtf8, nulByte, Undecodable } from "./bad-text.ts";

/**
 * Passes UTF-8 on in chunks that do not cut characters. At the first NUL, or the first sequence that is none, it throws
 * BadText, after having given everything before it. `from` is where in the text the bytes begin.
 */
export async function* soundText(bytes: AsyncIterable<Buffer>, from: number): AsyncGenerator<Buffer> {
  let at = from;
  let cut: Buffer = Buffer.alloc(0);
  let hasOthers = false;
  try {
    for await (const chunk of bytes) {
      const joined = cut.length === 0 ? chunk : Buffer.concat([cut, chunk]);
      const whole = joined.subarray(0, wholeCharacters(joined));
      cut = joined.subarray(whole.length);
      const bad = firstBadByte(whole);
      const sound = bad ? whole.subarray(0, bad.at) : whole;
      hasOthers ||= !isAscii(sound);
      if (sound.length > 0) yield sound;
      at += sound.length;
      if (bad) throw new BadText(at, bad.isNul ? nulByte : hasOthers ? mixedEncodings : notUtf8);
    }
  } catch (error) {
    throw error instanceof Undecodable ? new BadText(at, error.toFault) : error;
  }
  if (cut.length > 0) throw new BadText(at, notUtf8);
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
