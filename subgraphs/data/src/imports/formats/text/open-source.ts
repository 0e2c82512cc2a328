import { FileFault } from "../../codes.ts";
import type { Compression, FileOptions } from "../file-options.ts";
import type { Position, TextSource } from "../source-format.ts";
import { decodeText } from "./decode-text.ts";
import { detectEncoding, HEAD_BYTES } from "./detect-encoding.ts";
import type { KeptStreams, OpenStream } from "./kept-streams.ts";
import { soundText } from "./sound-text.ts";
import { unpack } from "./unpack.ts";

/** A file as it was uploaded. */
export interface RawFile {
  /** Unlike that of any other. */
  key: string;
  bytes: number;
  read(fromByte: number): AsyncGenerator<Buffer>;
}

export interface SourceOptions {
  said: Pick<FileOptions, "compression" | "encoding">;
  streams: KeptStreams;
  /** Most bytes that a packed file may become. */
  maxUnpackedBytes: number;
}

/**
 * Makes a file into text: unpacks and decodes it. Throws FileFault when its beginning shows that it is none, or not what
 * was said. What must be unpacked or decoded cannot be entered in the middle, so such a stream is kept between turns.
 */
export async function openSource(file: RawFile, options: SourceOptions): Promise<TextSource> {
  const { said, streams } = options;
  const head = await firstBytes(file.read(0), HEAD_BYTES);
  const compression = compressionOf(head, said.compression);
  const limits = { maxBytes: options.maxUnpackedBytes };
  const textHead = compression === "NONE" ? head : await firstBytes(unpack(file.read(0), limits), HEAD_BYTES);
  refuseOtherFiles(textHead);
  const { encoding, mark } = detectEncoding(textHead, said.encoding);
  const found = { compression, encoding };
  if (compression === "NONE" && encoding === "UTF_8")
    return {
      start: startAt(mark),
      found,
      read: ({ byte }) => soundText(file.read(byte), byte),
      share: ({ byte }) => shareOf(byte, file),
    };
  let taken = () => 0;
  return {
    // A mark of UTF-8 is a part of the text, as it is in a file that is entered in the middle; others are none.
    start: startAt(encoding === "UTF_8" ? mark : 0),
    found,
    read: ({ byte }) =>
      soundText(
        streams.read(file.key, byte, open, (stream) => {
          taken = stream.taken;
        }),
        byte,
      ),
    share: () => shareOf(taken(), file),
  };

  function open(): OpenStream {
    let count = 0;
    async function* counted() {
      for await (const chunk of file.read(0)) {
        count += chunk.length;
        yield chunk;
      }
    }
    const bytes = compression === "NONE" ? counted() : unpack(counted(), limits);
    return { chunks: decodeText(encoding === "UTF_8" ? bytes : without(bytes, mark), encoding), taken: () => count };
  }
}

function shareOf(byte: number, { bytes }: RawFile): number {
  return bytes === 0 ? 1 : Math.min(1, byte / bytes);
}

const startAt = (byte: number): Position => ({ byte, line: 1, state: null });

async function* without(bytes: AsyncGenerator<Buffer>, first: number): AsyncGenerator<Buffer> {
  let left = first;
  for await (const chunk of bytes) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (skipped < chunk.length) yield chunk.subarray(skipped);
  }
}

function compressionOf(head: Buffer, said: Compression | null): Compression {
  const isPacked = head[0] === 0x1f && head[1] === 0x8b;
  if (said === "GZIP" && !isPacked)
    throw new FileFault("GZIP_DAMAGED", null, "The file was said to be packed with gzip and is not. Leave that out.");
  if (said === "NONE" && isPacked)
    throw new FileFault("FILE_FORMAT", null, "The file is packed with gzip. Import it with compression GZIP.");
  return isPacked ? "GZIP" : "NONE";
}

const OTHER_FILES: readonly (readonly [RegExp, string])[] = [
  [/^504b0304/, "a ZIP archive, such as a workbook of a spreadsheet. Export it as CSV, or unpack it"],
  [/^28b52ffd/, "packed with zstd. Unpack it, or pack it with gzip"],
  [/^425a683[1-9]314159265359/, "packed with bzip2. Unpack it, or pack it with gzip"],
  [/^fd377a585a/, "packed with xz. Unpack it, or pack it with gzip"],
  [/^1f8b/, "packed twice. Unpack it once"],
  [/^25504446/, "a PDF document. Give the table that it was made from"],
  [/^d0cf11e0/, "a workbook or document of an old office program. Export it as CSV"],
];

/** Files that people take for text, known by their first bytes, get a better word than "not UTF-8". */
function refuseOtherFiles(head: Buffer): void {
  const first = head.subarray(0, 10).toString("hex");
  const other = OTHER_FILES.find(([bytes]) => bytes.test(first));
  if (other) throw new FileFault("FILE_FORMAT", null, `The file is ${other[1]}, and import that.`);
}

async function firstBytes(bytes: AsyncGenerator<Buffer>, count: number): Promise<Buffer> {
  let first: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    first = Buffer.concat([first, chunk]);
    if (first.length >= count) break;
  }
  return first.subarray(0, count);
}
