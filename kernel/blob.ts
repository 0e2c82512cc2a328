import { createHash } from "node:crypto";
import { type Database, flushAsTenant, readAsTenant } from "./database.ts";
import { AppError, notFound } from "./error.ts";
import { newUuid } from "./id.ts";

/**
 * The one home of uploaded bytes: chunks in PostgreSQL under row-level security. A chunk is a transaction of its own, so
 * that no upload, however long, holds a transaction open; the blob exists for readers once its length is known.
 */
export interface Blob {
  id: string;
  bytes: number;
  sha256: string;
}

export const CHUNK_BYTES = 1 << 20;

/** Stores a stream. Rejects, and leaves nothing, when the source fails or grows past `maxBytes`. */
export async function putBlob(
  db: Database,
  tenantId: string,
  source: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<Blob> {
  const id = newUuid();
  await flushAsTenant(db, tenantId, [
    { text: "insert into platform.blob (tenant_id, id) values ($1, $2)", values: [tenantId, id] },
  ]);
  try {
    const digest = createHash("sha256");
    let bytes = 0;
    let seq = 0;
    for await (const chunk of rechunk(source)) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new AppError("BODY_TOO_LARGE", `The upload is larger than ${maxBytes} bytes. Split it into several.`);
      digest.update(chunk);
      await flushAsTenant(db, tenantId, [
        {
          name: "put_blob_chunk",
          text: "insert into platform.blob_chunk (tenant_id, blob_id, seq, content) values ($1, $2, $3, $4)",
          values: [tenantId, id, seq++, chunk],
        },
      ]);
    }
    const sha256 = digest.digest();
    await flushAsTenant(db, tenantId, [
      {
        text: "update platform.blob set bytes = $3, sha256 = $4 where tenant_id = $1 and id = $2",
        values: [tenantId, id, bytes, sha256],
      },
    ]);
    return { id, bytes, sha256: sha256.toString("hex") };
  } catch (error) {
    await deleteBlob(db, tenantId, id).catch(() => {});
    throw error;
  }
}

async function* rechunk(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    held.push(piece);
    size += piece.length;
    while (size >= CHUNK_BYTES) {
      const all = Buffer.concat(held, size);
      yield all.subarray(0, CHUNK_BYTES);
      held = [all.subarray(CHUNK_BYTES)];
      size -= CHUNK_BYTES;
    }
  }
  if (size > 0) yield Buffer.concat(held, size);
}

/** Length and digest of a finished blob. */
export async function statBlob(db: Database, tenantId: string, id: string): Promise<Blob> {
  const [row] = await readAsTenant<{ bytes: string; sha256: Buffer }>(db, tenantId, {
    text: "select bytes, sha256 from platform.blob where tenant_id = $1 and id = $2 and bytes is not null",
    values: [tenantId, id],
  });
  if (!row) throw notFound();
  return { id, bytes: Number(row.bytes), sha256: row.sha256.toString("hex") };
}

/** The bytes from an offset on, a chunk at a time: memory stays flat and no transaction outlives a chunk. */
export async function* readBlob(db: Database, tenantId: string, id: string, fromByte = 0): AsyncGenerator<Buffer> {
  const { bytes } = await statBlob(db, tenantId, id);
  for (let at = fromByte; at < bytes; ) {
    const seq = Math.floor(at / CHUNK_BYTES);
    const [row] = await readAsTenant<{ content: Buffer }>(db, tenantId, {
      name: "read_blob_chunk",
      text: "select content from platform.blob_chunk where tenant_id = $1 and blob_id = $2 and seq = $3",
      values: [tenantId, id, seq],
    });
    if (!row) throw new Error(`blob ${id} lacks chunk ${seq}`);
    const content = row.content.subarray(at - seq * CHUNK_BYTES);
    yield content;
    at += content.length;
  }
}

/** Chunks deleted in one transaction: two gigabytes at once would hold up every consumer of the outbox for seconds. */
const DELETE_CHUNKS = 16;

export async function deleteBlob(db: Database, tenantId: string, id: string): Promise<void> {
  for (let deleted = DELETE_CHUNKS; deleted === DELETE_CHUNKS; ) {
    const [chunks] = await flushAsTenant(db, tenantId, [
      {
        name: "delete_blob_chunks",
        text: `delete from platform.blob_chunk where tenant_id = $1 and blob_id = $2 and seq in (
                 select seq from platform.blob_chunk where tenant_id = $1 and blob_id = $2 order by seq desc limit ${DELETE_CHUNKS})
               returning seq`,
        values: [tenantId, id],
      },
    ]);
    deleted = chunks?.length ?? 0;
  }
  await flushAsTenant(db, tenantId, [
    { text: "delete from platform.blob where tenant_id = $1 and id = $2", values: [tenantId, id] },
  ]);
}
