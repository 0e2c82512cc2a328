import { FileFault } from "../codes.ts";
import { soundText } from "./sound-text.ts";
import type { Position, TextSource } from "./source-format.ts";

/** A file as it was uploaded. */
export interface RawFile {
  read(fromByte: number): AsyncGenerator<Buffer>;
}

/** Makes a file into text. Throws FileFault when its beginning shows that it is none. */
export async function openSource(file: RawFile): Promise<TextSource> {
  const mark = await firstBytes(file, 3);
  if ((mark[0] === 0xff && mark[1] === 0xfe) || (mark[0] === 0xfe && mark[1] === 0xff))
    throw new FileFault("FILE_ENCODING", 1, "The file is UTF-16. Convert it to UTF-8 and upload it again.");
  const isMarked = mark[0] === 0xef && mark[1] === 0xbb && mark[2] === 0xbf;
  const start: Position = { byte: isMarked ? 3 : 0, line: 1, state: null };
  return { start, read: ({ byte }) => soundText(file.read(byte), byte) };
}

async function firstBytes(file: RawFile, count: number): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  for await (const chunk of file.read(0)) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= count) break;
  }
  return bytes.subarray(0, count);
}
