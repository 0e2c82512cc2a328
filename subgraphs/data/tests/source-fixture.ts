import type { FileOptions } from "../src/imports/formats/file-options.ts";
import type { TextSource } from "../src/imports/formats/source-format.ts";
import { createKeptStreams } from "../src/imports/formats/text/kept-streams.ts";
import { openSource, type RawFile } from "../src/imports/formats/text/open-source.ts";

/** A file that arrives in pieces of a size. */
export function fileOf(content: string | Buffer, size = 1 << 20): RawFile {
  const bytes = Buffer.from(content as string);
  return {
    key: "file",
    bytes: bytes.length,
    async *read(from) {
      for (let at = from; at < bytes.length; at += size) yield bytes.subarray(at, Math.min(at + size, bytes.length));
    },
  };
}

/** Its text, with a store of streams of its own. */
export function textOf(
  content: string | Buffer,
  size?: number,
  said: Partial<FileOptions> = {},
  maxUnpackedBytes = 2 ** 30,
): Promise<TextSource> {
  const { compression = null, encoding = null } = said;
  const options = { said: { compression, encoding }, streams: createKeptStreams(), maxUnpackedBytes };
  return openSource(fileOf(content, size), options);
}
