import type { TextEncoding } from "../file-options.ts";
import { notUtf16, notWindows1252, Undecodable } from "./bad-text.ts";

/** Turns bytes of an encoding into UTF-8, chunk by chunk. Throws Undecodable after having given everything before it. */
export function decodeText(bytes: AsyncGenerator<Buffer>, encoding: TextEncoding): AsyncGenerator<Buffer> {
  switch (encoding) {
    case "UTF_8":
      return bytes;
    case "WINDOWS_1252":
      return decodeWindows1252(bytes);
    case "UTF_16LE":
      return decodeUtf16(bytes, false);
    case "UTF_16BE":
      return decodeUtf16(bytes, true);
  }
}

async function* decodeUtf16(bytes: AsyncGenerator<Buffer>, isBigEnd: boolean): AsyncGenerator<Buffer> {
  let cut: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    // A copy in any case, since its bytes may be swapped.
    const joined = Buffer.concat([cut, chunk]);
    const units = joined.subarray(0, joined.length & ~1);
    if (isBigEnd) units.swap16();
    let text = units.toString("utf16le");
    const isCut = /[\ud800-\udbff]$/.test(text);
    if (isCut) text = text.slice(0, -1);
    cut = joined.subarray(text.length * 2);
    if (isBigEnd && isCut) cut.subarray(0, 2).swap16();
    if (!text.isWellFormed()) {
      yield Buffer.from(text.slice(0, firstHalf(text)));
      throw new Undecodable(notUtf16);
    }
    yield Buffer.from(text);
  }
  if (cut.length > 0) throw new Undecodable(notUtf16);
}

/** Where the first surrogate without its other half stands. */
function firstHalf(text: string): number {
  return text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
}

/** The characters of 0x80 to 0x9f (WHATWG Encoding, index windows-1252); what is ISO control characters there is none here. */
const HIGH = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const UNKNOWN = /[\u0081\u008d\u008f\u0090\u009d]/;

async function* decodeWindows1252(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    const text = chunk.toString("latin1");
    const bad = text.search(UNKNOWN);
    const sound = bad === -1 ? text : text.slice(0, bad);
    yield Buffer.from(sound.replace(/[\u0080-\u009f]/g, (one) => HIGH[one.charCodeAt(0) - 0x80] as string));
    if (bad !== -1) throw new Undecodable(notWindows1252);
  }
}
