import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { FileOptions } from "../src/imports/formats/file-options.ts";
import { createKeptStreams } from "../src/imports/formats/text/kept-streams.ts";
import { openSource } from "../src/imports/formats/text/open-source.ts";
import { fileOf, textOf } from "./source-fixture.ts";

const TEXT = "name,note\nÄda,€ 𝄞\n“Bob”,ž\n";

async function readAll(content: Buffer | string, size?: number, said?: Partial<FileOptions>, max?: number) {
  const source = await textOf(content, size, said, max);
  const chunks: Buffer[] = [];
  for await (const chunk of source.read(source.start)) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString(), found: source.found };
}

function utf16(text: string, isBigEnd = false): Buffer {
  const bytes = Buffer.from(text, "utf16le");
  return isBigEnd ? bytes.swap16() : bytes;
}

/** “ and ” are 0x93 and 0x94, € is 0x80, ž is 0x9e. */
const WINDOWS = Buffer.from("name,note\n\xc4da,\x80\n\x93Bob\x94,\x9e\n", "latin1");

describe("text", () => {
  test.each<[string, Buffer, Partial<FileOptions>, string, string]>([
    ["UTF-8", Buffer.from(TEXT), {}, "NONE", "UTF_8"],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${TEXT}`), {}, "NONE", "UTF_8"],
    ["UTF-16LE with a mark", utf16(`\ufeff${TEXT}`), {}, "NONE", "UTF_16LE"],
    ["UTF-16BE with a mark", utf16(`\ufeff${TEXT}`, true), {}, "NONE", "UTF_16BE"],
    ["UTF-16LE without a mark", utf16(TEXT), {}, "NONE", "UTF_16LE"],
    ["UTF-16BE without a mark", utf16(TEXT, true), {}, "NONE", "UTF_16BE"],
    ["UTF-16LE that was said", utf16("名,注\n"), { encoding: "UTF_16LE" }, "NONE", "UTF_16LE"],
    ["gzip", gzipSync(TEXT), {}, "GZIP", "UTF_8"],
    ["gzip of several members", Buffer.concat([gzipSync(TEXT), gzipSync(TEXT)]), {}, "GZIP", "UTF_8"],
    ["gzip of UTF-16", gzipSync(utf16(`\ufeff${TEXT}`)), { compression: "GZIP" }, "GZIP", "UTF_16LE"],
  ])("%s is found out and read, however its bytes are cut", async (what, content, said, compression, encoding) => {
    const wanted = what.endsWith("said") ? "名,注\n" : what.includes("several") ? TEXT + TEXT : TEXT;
    for (const size of [1, 2, 3, 5, 1_000])
      expect(await readAll(content, size, said)).toEqual({ text: wanted, found: { compression, encoding } });
  });

  test("of Windows-1252 is read when that is said, and never guessed", async () => {
    const { text } = await readAll(WINDOWS, 3, { encoding: "WINDOWS_1252" });
    expect(text).toBe("name,note\nÄda,€\n“Bob”,ž\n");
    await expect(readAll(WINDOWS)).rejects.toMatchObject({ byte: 10 });
  });

  test.each<[string, Buffer, Partial<FileOptions>, string, string]>([
    ["a mark of another encoding", utf16(`\ufeff${TEXT}`), { encoding: "UTF_8" }, "FILE_ENCODING", "encoding UTF_16LE"],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 97, 0, 0, 0]), {}, "FILE_ENCODING", "UTF-32"],
    ["gzip that is none", Buffer.from(TEXT), { compression: "GZIP" }, "GZIP_DAMAGED", "is not"],
    ["gzip where none was said", gzipSync(TEXT), { compression: "NONE" }, "FILE_FORMAT", "compression GZIP"],
    ["gzip in gzip", gzipSync(gzipSync(TEXT)), {}, "FILE_FORMAT", "packed twice"],
    ["a workbook", Buffer.from("PK\u0003\u0004rest"), {}, "FILE_FORMAT", "ZIP archive"],
    ["gzip that breaks off", gzipSync(TEXT).subarray(0, -9), {}, "GZIP_DAMAGED", "breaks off"],
    [
      "gzip followed by something else",
      Buffer.concat([gzipSync(TEXT), Buffer.from("rest")]),
      {},
      "GZIP_DAMAGED",
      "is damaged",
    ],
  ])("%s is refused and named", async (_what, content, said, code, words) => {
    await expect(readAll(content, 10, said)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  test("of damaged gzip is refused wherever the damage is, or read as it was", async () => {
    const packed = gzipSync(Array.from({ length: 2_000 }, (_, at) => `n${at * 7919},${at}`).join("\n"));
    for (let at = 10; at < packed.length; at += 997) {
      const damaged = Buffer.from(packed);
      damaged[at] = (damaged[at] as number) ^ 0xff;
      // What the damage makes of the bytes may be no text before the checksum tells.
      await expect(readAll(damaged)).rejects.toSatisfy((error) => error.code === "GZIP_DAMAGED" || "byte" in error);
    }
  });

  test("of half a character of UTF-16, or bytes Windows-1252 does not know, is refused where it stands", async () => {
    for (const size of [1, 2, 3, 100]) {
      await expect(readAll(utf16("\ufeffab\ud834cd"), size)).rejects.toMatchObject({ byte: 2 });
      await expect(readAll(utf16("\ufeffab\ud834"), size)).rejects.toMatchObject({ byte: 2 });
      await expect(readAll(utf16("\ufeffab").subarray(0, -1), size)).rejects.toMatchObject({ byte: 1 });
      const said = { encoding: "WINDOWS_1252" } as const;
      await expect(readAll(Buffer.from("ab\x81", "latin1"), size, said)).rejects.toMatchObject({ byte: 2 });
    }
  });

  test("that mixes encodings is told from text in another encoding", async () => {
    for (const [content, words] of [
      [Buffer.concat([Buffer.from("é\nb\n"), Buffer.from([0xe9, 10])]), "mixes two"],
      [Buffer.from([97, 10, 0xe9, 10]), "WINDOWS_1252"],
    ] as const) {
      const error = await readAll(content, 4).catch((thrown) => thrown);
      expect(error.toFault(3)).toMatchObject({
        code: "FILE_ENCODING",
        line: 3,
        message: expect.stringContaining(words),
      });
    }
  });
});

describe("a gzip bomb", () => {
  /** A gigabyte of zeros in one megabyte. */
  const bomb = Buffer.concat(Array.from({ length: 64 }, () => gzipSync(Buffer.alloc(1 << 24, "a,"))));

  test("is refused soon, with memory flat", async () => {
    const before = process.memoryUsage().rss;
    await expect(readAllAndForget(bomb)).rejects.toMatchObject({ code: "GZIP_BOMB" });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 2 ** 20);
  });

  test("is refused at the limit of the installation", async () => {
    await expect(readAllAndForget(bomb, 3 * 2 ** 20)).rejects.toMatchObject({ code: "GZIP_TOO_LARGE" });
  });

  async function readAllAndForget(content: Buffer, max?: number): Promise<void> {
    const source = await textOf(content, 1 << 16, {}, max);
    for await (const _ of source.read(source.start));
  }
});

describe("a packed file that is read in turns", () => {
  const text = Array.from({ length: 300_000 }, (_, at) => `${at},${(at * 7919) % 1_000_003}`).join("\n");

  test("is not unpacked from its beginning again, unless another process goes on", async () => {
    const file = fileOf(gzipSync(text), 1 << 16);
    let opened = 0;
    const counted: typeof file = {
      ...file,
      read(from) {
        if (from === 0) opened++;
        return file.read(from);
      },
    };
    const streams = createKeptStreams();
    const open = (kept = streams) =>
      openSource(counted, { said: { compression: null, encoding: null }, streams: kept, maxUnpackedBytes: 2 ** 30 });
    let at = 0;
    let read = "";
    let turns = 0;
    // The last turns are those of another process.
    for (; at < text.length; turns++) {
      const source = await open(turns < 10 ? streams : createKeptStreams());
      let left = turns < 10 ? 100_000 : 1_000_000;
      for await (const chunk of source.read({ byte: at, line: 1, state: null })) {
        const part = chunk.subarray(0, left);
        read += part.toString();
        at += part.length;
        left -= part.length;
        if (left <= 0) break;
      }
    }
    expect(read === text).toBe(true);
    // Each turn looks at the head twice; beyond that, one stream serves the first ten turns.
    expect(opened).toBe(2 * turns + 1 + (turns - 10));
    await streams.close();
  });

  test("the streams that nobody goes on reading are closed", async () => {
    const streams = createKeptStreams({ most: 2, idleMs: 20 });
    let closed = 0;
    async function* endless() {
      try {
        for (;;) yield Buffer.from("x");
      } finally {
        closed++;
      }
    }
    for (const key of ["a", "b", "c"])
      for await (const _ of streams.read(
        key,
        0,
        () => ({ chunks: endless(), taken: () => 0 }),
        () => {},
      ))
        break;
    expect(closed).toBe(1);
    await expect.poll(() => closed).toBe(3);
  });
});
