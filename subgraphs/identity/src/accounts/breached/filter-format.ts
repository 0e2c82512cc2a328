import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { FilterFault } from "./filter-fault.ts";

/**
 * The file of a breached-password filter (docs/adr/0031): a Bloom filter in blocks of one page, so that a look-up reads
 * one. Every block begins with the CRC-32 of its rest; block 0 is the header, the magic line and a line of JSON. A
 * password is 96 bits of its SHA-1: the first 32 choose its block, in their order, the others its bits in it.
 */
export const BLOCK_BYTES = 4096;
const CHECK_BYTES = 4;
const BLOCK_BITS = (BLOCK_BYTES - CHECK_BYTES) * 8;
const MAGIC = "Bulkhead breached passwords\n";
const VERSION = 1;

/** Bits for each password and bits set by it: what makes the rate of 1 in 10,000 with a third in hand. */
const BITS_EACH = 20;
const BITS_SET = 14;
/** How many of the passwords that are in no list are taken for one that is. */
export const FALSE_POSITIVE_RATE = 1 / 10_000;

/** An import sorts by the first byte of the digest, so the blocks are divided by it without a remainder. */
export const PARTS = 256;

/** Of a digest: what an import keeps of it. */
export const ENTRY_BYTES = 12;
export const DIGEST_BYTES = 20;

export interface FilterHeader {
  /** Blocks after the header; a multiple of PARTS. */
  blocks: number;
  /** Lines that were read, twice those that came twice. */
  count: number;
  falsePositiveRate: number;
  /** SHA-256 of all that comes after the header, in hexadecimal. */
  digest: string;
  /** ISO 8601. */
  createdAt: string;
}

/** Of a password as it is hashed and compared: its SHA-1, by which the public lists name it. */
export function passwordDigest(password: string): Buffer {
  return hash("sha1", password, "buffer");
}

/** Of the file. */
export function bytesOf(blocks: number): number {
  return (blocks + 1) * BLOCK_BYTES;
}

export function blocksFor(count: number): number {
  return Math.max(1, Math.ceil((count * BITS_EACH) / BLOCK_BITS / PARTS)) * PARTS;
}

/** Which block, from 0, a digest or entry at `offset` is in. */
export function blockOf(bytes: Buffer, offset: number, blocks: number): number {
  return Math.floor((bytes.readUInt32BE(offset) / 2 ** 32) * blocks);
}

export function addToBlock(block: Buffer, bytes: Buffer, offset: number): void {
  everyBit(bytes, offset, (at, mask) => {
    block[at] = (block[at] as number) | mask;
    return true;
  });
}

export function isInBlock(block: Buffer, bytes: Buffer): boolean {
  return everyBit(bytes, 0, (at, mask) => ((block[at] as number) & mask) !== 0);
}

/**
 * Whether `holds` says yes for every bit of a password: the byte of the block and the bit in it. Enhanced double hashing
 * (Dillinger and Manolios 2004): as good as independent bits, from two numbers.
 */
function everyBit(bytes: Buffer, offset: number, holds: (at: number, mask: number) => boolean): boolean {
  let bit = bytes.readUInt32BE(offset + 4) % BLOCK_BITS;
  let step = bytes.readUInt32BE(offset + 8) % BLOCK_BITS;
  for (let n = 1; n <= BITS_SET; n++) {
    if (!holds(CHECK_BYTES + (bit >>> 3), 1 << (bit & 7))) return false;
    bit = (bit + step) % BLOCK_BITS;
    step = (step + n) % BLOCK_BITS;
  }
  return true;
}

/** How probable it is that a password that was never added is found in this block. */
export function falsePositivesIn(block: Buffer): number {
  let ones = 0;
  for (let at = CHECK_BYTES; at < BLOCK_BYTES; at += 4) ones += countOnes(block.readUInt32LE(at));
  return (ones / BLOCK_BITS) ** BITS_SET;
}

function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export function closeBlock(block: Buffer): void {
  block.writeUInt32BE(crc32(block.subarray(CHECK_BYTES)), 0);
}

export function isWhole(block: Buffer): boolean {
  return block.length === BLOCK_BYTES && block.readUInt32BE(0) === crc32(block.subarray(CHECK_BYTES));
}

export function writeHeader(header: FilterHeader): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(`${MAGIC}${JSON.stringify({ version: VERSION, ...header })}\n`, CHECK_BYTES);
  closeBlock(block);
  return block;
}

/** Throws a FilterFault that says what is wrong with the file, as the end of a sentence about it. */
export function readHeader(block: Buffer, fileBytes: number): FilterHeader {
  const text = block.subarray(CHECK_BYTES).toString("latin1");
  if (!text.startsWith(MAGIC)) throw new FilterFault("is no filter of breached passwords");
  if (!isWhole(block)) throw new FilterFault("is damaged");
  const header = JSON.parse(text.slice(MAGIC.length, text.indexOf("\n", MAGIC.length)));
  if (header.version !== VERSION)
    throw new FilterFault(`is of version ${header.version}, and this program reads version ${VERSION}`);
  const wanted = bytesOf(header.blocks);
  if (fileBytes !== wanted) throw new FilterFault(`has ${fileBytes} bytes instead of ${wanted}`);
  return header;
}
