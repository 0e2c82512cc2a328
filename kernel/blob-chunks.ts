import { type Database, flushAsTenant, readAsTenant, violatedConstraint } from "./database.ts";
import { AppError } from "./error.ts";
import { inLots } from "./lot.ts";

/** Where the chunks of blobs lie, sealed as they are. It knows nothing of keys, and whose a blob is it is only told. */
export interface ChunkStore {
  /** Stores the chunks in their order. When it rejects, parts of them may be left for `remove`. */
  write(tenantId: string, blobId: string, chunks: AsyncIterable<Buffer>): Promise<void>;
  /** The chunks `first` to `last`; ends early where they end. Each is the reader's until it asks for the next. */
  read(tenantId: string, blobId: string, first: number, last: number): AsyncGenerator<Buffer>;
  /** Everything of the blob, or nothing when nothing is there. `finished` is false when its writing never ended. */
  remove(tenantId: string, blobId: string, finished: boolean): Promise<void>;
}

/** Chunks deleted in one transaction: two gigabytes at once would hold up every consumer of the outbox for seconds. */
const DELETE_CHUNKS = 16;

/** Of a chunk in one row of an answer. */
const PART_BYTES = 32 * 1024;

/** In one answer: about half a millisecond of the database's, so that nobody's page waits for a whole chunk. */
const PARTS = 8;

/**
 * The driver has no binary results. A chunk as one hexadecimal text takes 4.8 ms of processor time and leaves so many buffers behind that
 * V8 marks its heap for every five; in parts that fit into what is read from a socket at once, 2 ms, and for every thirty.
 */
const READ = `select length(content) as size, encode(substring(content from at * ${PART_BYTES} + 1 for ${PART_BYTES}), 'base64') as part
  from platform.blob_chunk, generate_series($4::int, least((length(content) - 1) / ${PART_BYTES}, $4::int + ${PARTS - 1})) as at
  where tenant_id = $1 and blob_id = $2 and seq = $3 order by at`;

/** Chunks as rows under row-level security; each is a transaction of its own, so that no blob, however long, holds one open. */
export function createPostgresChunks(db: Database): ChunkStore {
  const insert = (tenantId: string, blobId: string, seq: number, content: Buffer) =>
    flushAsTenant(db, tenantId, [
      {
        name: "put_blob_chunk",
        text: "insert into platform.blob_chunk (tenant_id, blob_id, seq, content) values ($1, $2, $3, $4)",
        values: [tenantId, blobId, seq, content],
      },
    ]);
  return {
    async write(tenantId, blobId, chunks) {
      let seq = 0;
      let stored: Promise<unknown> = Promise.resolve();
      try {
        for await (const content of chunks) {
          await stored;
          // The next chunk arrives and is sealed while this one is on its way.
          stored = insert(tenantId, blobId, seq++, content);
          stored.catch(() => {});
        }
      } finally {
        await stored.catch((error) => {
          throw violatedConstraint(error) === undefined ? error : abandoned(error);
        });
      }
    },
    async *read(tenantId, blobId, first, last) {
      let held = Buffer.alloc(0);
      for (let seq = first; seq <= last; seq++) {
        let bytes = 0;
        let size = 0;
        do {
          const parts = await readAsTenant<{ size: number; part: string }>(db, tenantId, {
            name: "read_blob_chunk",
            text: READ,
            values: [tenantId, blobId, seq, bytes / PART_BYTES],
          });
          const [first] = parts;
          if (!first) return;
          size = first.size;
          if (held.length < size) held = Buffer.allocUnsafeSlow(size);
          for (const { part } of parts) bytes += held.write(part, bytes, "base64");
        } while (bytes < size);
        yield held.subarray(0, bytes);
      }
    },
    async remove(tenantId, blobId) {
      await inLots(DELETE_CHUNKS, async (rows) => {
        const [chunks = []] = await flushAsTenant(db, tenantId, [
          {
            name: "delete_blob_chunks",
            text: `delete from platform.blob_chunk where tenant_id = $1 and blob_id = $2 and seq in (
                     select seq from platform.blob_chunk where tenant_id = $1 and blob_id = $2 order by seq desc limit $3)
                   returning seq`,
            values: [tenantId, blobId, rows],
          },
        ]);
        return chunks.length;
      });
    },
  };
}

/** What a writer is told that stood still for so long that the sweeper took its blob for one nobody writes any more. */
export function abandoned(cause?: unknown): AppError {
  return new AppError("INCOMPLETE_BODY", "The upload stood still for too long and was given up. Send it again.", {
    cause,
  });
}
