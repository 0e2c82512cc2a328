import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, read as readCallback, readSync } from "node:fs";
import { promisify } from "node:util";
import { FilterFault } from "./filter-fault.ts";
import { BLOCK_BYTES, blockOf, type FilterHeader, isInBlock, isWhole, readHeader } from "./filter-format.ts";

const read = promisify(readCallback);

/** An opened file of breached passwords. Nothing of it is kept in memory but its header. */
export interface Filter {
  header: FilterHeader;
  /** Whether the SHA-1 of a password was added: never no for one that was. Rejects with a FilterFault. */
  has(digest: Buffer): Promise<boolean>;
  /** Reads all of it. Rejects with a FilterFault when any of it is not as it was written. */
  verify(): Promise<void>;
  close(): void;
}

/** Throws a FilterFault when there is no such file, or none that can be used. */
export function openFilter(file: string): Filter {
  const fd = openFile(file);
  try {
    const stat = fstatSync(fd);
    const first = Buffer.alloc(BLOCK_BYTES);
    const length = stat.isFile() ? readSync(fd, first, 0, BLOCK_BYTES, 0) : 0;
    const header = readHeader(first.subarray(0, length), stat.size);
    return {
      header,
      has: async (digest) => isInBlock(await readBlock(fd, blockOf(digest, 0, header.blocks)), digest),
      verify: () => verify(fd, header),
      close: () => closeSync(fd),
    };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function openFile(file: string): number {
  try {
    return openSync(file, "r");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new FilterFault(code === "ENOENT" ? "does not exist" : `cannot be read (${code})`, { cause: error });
  }
}

async function readBlock(fd: number, block: number): Promise<Buffer> {
  const buffer = Buffer.alloc(BLOCK_BYTES);
  const { bytesRead } = await read(fd, buffer, 0, BLOCK_BYTES, (block + 1) * BLOCK_BYTES);
  if (bytesRead !== BLOCK_BYTES || !isWhole(buffer)) throw new FilterFault(`is damaged in block ${block + 1}`);
  return buffer;
}

async function verify(fd: number, { blocks, digest }: FilterHeader): Promise<void> {
  const digested = createHash("sha256");
  for (let block = 0; block < blocks; block++) digested.update(await readBlock(fd, block));
  if (digested.digest("hex") !== digest) throw new FilterFault("is not as it was written: its digest is another");
}
