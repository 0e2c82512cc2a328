import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { type CorpusCounts, readCorpus } from "./corpus.ts";
import {
  addToBlock,
  BLOCK_BYTES,
  blockOf,
  blocksFor,
  closeBlock,
  ENTRY_BYTES,
  type FilterHeader,
  falsePositivesIn,
  PARTS,
  writeHeader,
} from "./filter-format.ts";

/** Of each part, what waits in memory to be written. */
const BUFFER_BYTES = ENTRY_BYTES * 1365;

export interface ImportedFilter {
  header: FilterHeader;
  counts: CorpusCounts;
}

/**
 * Makes a filter file of a list of any length, in memory that does not grow with it: the entries are first sorted into
 * parts on the disk, 12 bytes each, and each part then makes its stretch of the filter. The file stands under its name
 * only when it is whole; until then the one before it does.
 */
export async function importFilter(source: AsyncIterable<Buffer>, file: string): Promise<ImportedFilter> {
  const unfinished = `${file}.new-${randomBytes(6).toString("hex")}`;
  // What a killed import left behind.
  const folder = path.dirname(path.resolve(file));
  for (const name of readdirSync(folder))
    if (name.startsWith(`${path.basename(file)}.new-`)) rmSync(path.join(folder, name), { force: true });
  const parts = openParts(unfinished);
  try {
    const counts = await readCorpus(source, parts.add);
    const count = counts.digests + counts.passwords;
    if (count === 0) throw new Error("There is no password in this list; the filter is as it was.");
    const header = writeFilter(unfinished, parts, count);
    renameSync(unfinished, file);
    syncFolder(folder);
    return { header, counts };
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    parts.close();
  }
}

interface Parts {
  add(digest: Buffer): void;
  /** Every entry of a part, in chunks that are used before the next is asked for. */
  read(part: number): Generator<Buffer>;
  close(): void;
}

/** Files that have no name any more, so that the disk is free again whatever ends this process. */
function openParts(name: string): Parts {
  const files = Array.from({ length: PARTS }, (_, n) => {
    const fd = openSync(`${name}.part`, "wx+", 0o600);
    unlinkSync(`${name}.part`);
    return { fd, buffer: Buffer.alloc(BUFFER_BYTES), used: 0, size: 0, n };
  });
  const flush = (file: (typeof files)[number]) => {
    writeAll(file.fd, file.buffer.subarray(0, file.used), file.size);
    file.size += file.used;
    file.used = 0;
  };
  return {
    add(digest) {
      const file = files[digest[0] as number] as (typeof files)[number];
      digest.copy(file.buffer, file.used, 0, ENTRY_BYTES);
      file.used += ENTRY_BYTES;
      if (file.used === BUFFER_BYTES) flush(file);
    },
    *read(part) {
      const file = files[part] as (typeof files)[number];
      flush(file);
      for (let at = 0; at < file.size; at += BUFFER_BYTES) {
        const length = readSync(file.fd, file.buffer, 0, Math.min(BUFFER_BYTES, file.size - at), at);
        yield file.buffer.subarray(0, length);
      }
    },
    close: () => {
      for (const { fd } of files) closeSync(fd);
    },
  };
}

function writeFilter(name: string, parts: Parts, count: number): FilterHeader {
  const blocks = blocksFor(count);
  const stretch = Buffer.alloc((blocks / PARTS) * BLOCK_BYTES);
  const digest = createHash("sha256");
  let falsePositives = 0;
  const fd = openSync(name, "wx", 0o644);
  try {
    for (let part = 0; part < PARTS; part++) {
      const first = part * (blocks / PARTS);
      stretch.fill(0);
      const blockAt = (n: number) => stretch.subarray(n * BLOCK_BYTES, (n + 1) * BLOCK_BYTES);
      for (const entries of parts.read(part))
        for (let at = 0; at < entries.length; at += ENTRY_BYTES)
          addToBlock(blockAt(blockOf(entries, at, blocks) - first), entries, at);
      for (let n = 0; n < blocks / PARTS; n++) {
        falsePositives += falsePositivesIn(blockAt(n));
        closeBlock(blockAt(n));
      }
      digest.update(stretch);
      writeAll(fd, stretch, (first + 1) * BLOCK_BYTES);
    }
    const falsePositiveRate = falsePositives / blocks;
    const createdAt = new Date().toISOString();
    const header = { blocks, count, falsePositiveRate, digest: digest.digest("hex"), createdAt };
    writeAll(fd, writeHeader(header), 0);
    fsyncSync(fd);
    return header;
  } finally {
    closeSync(fd);
  }
}

/** A full disk may take a part and refuse the rest at the next call. */
function writeAll(fd: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
