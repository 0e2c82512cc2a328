import { createHash } from "node:crypto";
import type { ChunkStore } from "./blob-chunks.ts";
import { type BlobCipher, CHUNK_BYTES } from "./blob-cipher.ts";
import { AppError } from "./error.ts";

/** Which bytes: from `from` (0 by default) up to, not including, `to` (the end by default or when it lies beyond). */
export interface ByteRange {
  from: number;
  to?: number;
}

export interface ReadableBlob {
  tenantId: string;
  id: string;
  bytes: number;
  sha256: Buffer;
  /** Undefined for the plain chunks of older versions. */
  cipher: BlobCipher | undefined;
}

/**
 * The bytes of a range, a chunk at a time, each verified before any of it is handed out. A whole read also verifies the
 * digest, at its end: DATA_DAMAGED then comes after the bytes. `missing` makes the error for a chunk that is not there.
 */
export async function* readChunks(
  store: ChunkStore,
  blob: ReadableBlob,
  range: ByteRange,
  missing: () => Promise<Error>,
): AsyncGenerator<Buffer> {
  const { tenantId, id, bytes, sha256 } = blob;
  const { from, to = bytes } = range;
  if (!isOffset(from) || !isOffset(to)) throw new RangeError("a range of bytes has whole numbers from 0");
  const end = Math.min(to, bytes);
  const isWhole = from === 0 && end === bytes;
  if (from >= end && !isWhole) return;
  const digest = isWhole ? createHash("sha256") : undefined;
  const last = chunkOf(Math.max(end - 1, 0));
  let seq = chunkOf(from);
  for await (const stored of store.read(tenantId, id, seq, last)) {
    const chunk = openChunk(blob, seq, stored);
    if (!chunk) throw damaged(`blob ${id}: chunk ${seq} is not as it was stored`);
    digest?.update(chunk);
    const start = seq * CHUNK_BYTES;
    if (chunk.length > 0) yield chunk.subarray(Math.max(from - start, 0), end - start);
    seq++;
  }
  if (seq <= last) throw await missing();
  if (digest && !digest.digest().equals(sha256)) throw damaged(`blob ${id}: the digest of the whole differs`);
}

/** Undefined when it is not what was stored at this place. */
function openChunk({ bytes, cipher }: ReadableBlob, seq: number, stored: Buffer): Buffer | undefined {
  const isLast = seq === chunkOf(Math.max(bytes - 1, 0));
  // What is stored is ours only until the next is asked for; a cipher copies by itself.
  const chunk = cipher ? cipher.open(seq, isLast, stored) : Buffer.from(stored);
  return chunk?.length === (isLast ? bytes - seq * CHUNK_BYTES : CHUNK_BYTES) ? chunk : undefined;
}

function chunkOf(byte: number): number {
  return Math.floor(byte / CHUNK_BYTES);
}

function isOffset(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** For the log it says which blob and what; the client can only tell its operator. */
export function damaged(detail: string): AppError {
  const message = "The stored file is damaged, so it was not answered. Quote the request id to the operator.";
  return new AppError("DATA_DAMAGED", message, { detail });
}
