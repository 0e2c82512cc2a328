import { randomBytes } from "node:crypto";
import { type ChunkStore, createPostgresChunks } from "./blob-chunks.ts";
import { createBlobCipher } from "./blob-cipher.ts";
import { composedReader, removeParts } from "./blob-parts.ts";
import { type ByteRange, damaged, readChunks } from "./blob-read.ts";
import {
  type BlobRow,
  deleteBlobRow,
  expireBlob,
  findBlob,
  finishBlob,
  insertBlob,
  RENEW_MS,
  renewBlob,
  type StoreName,
} from "./blob-row.ts";
import type { S3Bytes } from "./blob-s3.ts";
import { sealStream } from "./blob-write.ts";
import type { Database } from "./database.ts";
import type { Envelope } from "./envelope.ts";
import { AppError, notFound } from "./error.ts";
import { newUuid } from "./id.ts";

/** Length and SHA-256, in hexadecimal, of the bytes as they were given. */
export interface Blob {
  id: string;
  bytes: number;
  sha256: string;
}

export interface PutOptions {
  /** More is BODY_TOO_LARGE. */
  maxBytes: number;
  /** What the bytes must hash to; otherwise DIGEST_MISMATCH. */
  sha256?: Buffer;
  /** From then on nobody finds it. Without one a blob stays until it is deleted, known to anybody or not: see blob-keep.ts. */
  expiresAt?: Date;
}

/**
 * The one home of bytes that are too many for a row: uploads, exports, reports. Encrypted with a key of its own for each
 * blob, which the tenant's envelope seals. Memory stays flat at a few megabytes whatever the length, and no transaction
 * outlives a chunk. Ids that do not exist and ids of another tenant get the same NOT_FOUND from every method.
 */
export interface BlobStore {
  /** Stores a stream. Rejects, and leaves nothing, when the source fails, is too long, or is not what `sha256` says. */
  put(tenantId: string, source: AsyncIterable<Buffer>, options: PutOptions): Promise<Blob>;
  stat(tenantId: string, id: string): Promise<Blob>;
  /**
   * Its bytes, or those of a range; only the chunks of the range are fetched and opened. Errors: KEY_DESTROYED;
   * DATA_DAMAGED before any byte of a chunk that is not as it was stored.
   */
  read(tenantId: string, id: string, range?: ByteRange): AsyncGenerator<Buffer>;
  delete(tenantId: string, id: string): Promise<void>;
}

export interface BlobStoreOptions {
  /** Of any role that has the rights to blobs; row-level security decides with it. */
  db: Database;
  envelope: Envelope;
  /** Where new blobs go. Those that lie in PostgreSQL stay readable when it is S3. */
  bytes: "postgres" | S3Bytes;
}

/** Purpose of the data keys that seal content keys. */
const PURPOSE = "blob";

export function createBlobStore({ db, envelope, bytes }: BlobStoreOptions): BlobStore {
  const stores = chunkStores(db, bytes);
  const name: StoreName = bytes === "postgres" ? "postgres" : "s3";

  /** Takes back what a failed put has written. Its row may be gone already, swept, and then nothing else leads there. */
  async function takeBack(tenantId: string, id: string): Promise<void> {
    await expireBlob(db, tenantId, id);
    await stores(name).remove(tenantId, id, false);
    await deleteBlobRow(db, tenantId, id);
  }

  async function write(tenantId: string, id: string, key: Buffer, source: AsyncIterable<Buffer>, options: PutOptions) {
    let renewed = performance.now();
    const beat = async () => {
      if (performance.now() - renewed < RENEW_MS) return;
      renewed = performance.now();
      await renewBlob(db, tenantId, id);
    };
    const { maxBytes, expiresAt } = options;
    const sealed = sealStream(source, createBlobCipher(key, tenantId, id), { maxBytes, beat });
    await stores(name).write(tenantId, id, sealed.chunks);
    const tally = sealed.tally();
    if (options.sha256 && !options.sha256.equals(tally.sha256)) throw digestMismatch();
    await finishBlob(db, tenantId, id, { ...tally, expiresAt });
    return { id, bytes: tally.bytes, sha256: tally.sha256.toString("hex") };
  }

  async function* readOne(tenantId: string, id: string, row: BlobRow, range: ByteRange): AsyncGenerator<Buffer> {
    const { bytes, sha256, store, sealedKey } = row;
    const key = sealedKey && (await envelope.open(tenantId, PURPOSE, [id], sealedKey));
    try {
      const cipher = key && createBlobCipher(key, tenantId, id);
      yield* readChunks(stores(store), { tenantId, id, bytes, sha256, cipher }, range, async () => {
        // Deleted under our eyes, or damaged?
        await findBlob(db, tenantId, id);
        return damaged(`blob ${id}: chunks are missing`);
      });
    } finally {
      key?.fill(0);
    }
  }

  const readComposed = composedReader(db, envelope, readOne);

  return {
    async put(tenantId, source, options) {
      const id = newUuid();
      const key = randomBytes(32);
      const sealedKey = await envelope.seal(tenantId, PURPOSE, [id], key);
      try {
        await insertBlob(db, tenantId, id, name, sealedKey);
        return await write(tenantId, id, key, source, options);
      } catch (error) {
        // What cannot be removed now, because the database went away, is left to the sweeper.
        await takeBack(tenantId, id).catch(() => {});
        throw error;
      } finally {
        key.fill(0);
      }
    },
    async stat(tenantId, id) {
      const { bytes, sha256 } = await findBlob(db, tenantId, id);
      return { id, bytes, sha256: sha256.toString("hex") };
    },
    async *read(tenantId, id, range = { from: 0 }) {
      const row = await findBlob(db, tenantId, id);
      yield* row.isComposed ? readComposed(tenantId, id, row, range) : readOne(tenantId, id, row, range);
    },
    async delete(tenantId, id) {
      const expired = await expireBlob(db, tenantId, id);
      if (!expired) throw notFound();
      if (expired.composed) await removeParts(db, stores, tenantId, id);
      else await stores(expired.store).remove(tenantId, id, expired.finished);
      await deleteBlobRow(db, tenantId, id);
    },
  };
}

/** The place of each name; blobs in object storage that is not configured any more are out of reach, not gone. */
export function chunkStores(db: Database, bytes: "postgres" | S3Bytes): (name: StoreName) => ChunkStore {
  const postgres = createPostgresChunks(db);
  return (name) => {
    if (name === "postgres") return postgres;
    if (bytes === "postgres")
      throw new AppError("UNAVAILABLE", "The file cannot be reached at the moment. Tell the operator.", {
        detail: "a blob lies in S3, which is not configured",
      });
    return bytes;
  };
}

function digestMismatch(): AppError {
  return new AppError(
    "DIGEST_MISMATCH",
    "The bytes that arrived are not those whose digest was announced. Nothing was stored; send them again.",
  );
}
