import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import { SEALED_CHUNK_BYTES } from "@bulkhead/kernel/blob-cipher.ts";
import { openS3Bytes, type S3Bytes } from "@bulkhead/kernel/blob-s3.ts";
import { openTestBlobStores } from "../../tests/testkit/blobs.ts";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import {
  BUILD_TIMEOUT_MS,
  type ObjectStorage,
  startObjectStorage,
  withoutObjectStorage,
} from "../../tests/testkit/object-storage.ts";

export type Place = "postgres" | "s3";

/** Both places, or only PostgreSQL where there is no S3 server, which is then said. */
export const PLACES: readonly Place[] = withoutObjectStorage() === undefined ? ["postgres", "s3"] : ["postgres"];
export const SETUP_TIMEOUT_MS = BUILD_TIMEOUT_MS + 30_000;

export interface TestBlobs {
  platform: TestPlatform;
  /** As the gateway's role writes them. */
  blobs: BlobStore;
  /** As the data room's role reads them. */
  reader: BlobStore;
  bytes: "postgres" | S3Bytes;
  storage: ObjectStorage | undefined;
  /** The stored chunks of a blob, read past all walls. */
  stored(tenantId: string, id: string): Promise<Buffer[]>;
  /** Puts other chunks in their place; those that are the same buffers as `before`, which lie there, are left. */
  alter(tenantId: string, id: string, chunks: readonly Buffer[], before?: readonly Buffer[]): Promise<void>;
  /** Everything that a tenant has left behind: rows, chunks, objects, unfinished uploads. */
  leftOf(tenantId: string): Promise<{ rows: number; chunks: number; objects: number; uploads: number }>;
  stop(): Promise<void>;
}

export const NOTHING = { rows: 0, chunks: 0, objects: 0, uploads: 0 };

export async function openTestBlobs(place: Place): Promise<TestBlobs> {
  const platform = await openTestPlatform();
  const storage = place === "s3" ? await startObjectStorage() : undefined;
  const s3 = storage && openS3Bytes(storage.options);
  const bytes = s3 ?? "postgres";
  const stores = await openTestBlobStores(platform, bytes);
  const owner = platform.databases.owner.pool;
  const fileOf = (tenantId: string, id: string) => path.join(storage?.folder ?? "", tenantId, id);

  async function rowChunks(tenantId: string, id: string): Promise<Buffer[]> {
    const text = "select content from platform.blob_chunk where tenant_id = $1 and blob_id = $2 order by seq";
    return (await owner.query(text, [tenantId, id])).rows.map(({ content }) => content);
  }

  return {
    platform,
    blobs: stores.gateway,
    reader: stores.data,
    bytes,
    storage,
    stored: async (tenantId, id) => (storage ? cut(readFileSync(fileOf(tenantId, id))) : rowChunks(tenantId, id)),
    async alter(tenantId, id, chunks, before = []) {
      if (storage) return writeFileSync(fileOf(tenantId, id), Buffer.concat(chunks));
      const same = [...chunks.keys()].filter((seq) => chunks[seq] === before[seq]);
      const text = "delete from platform.blob_chunk where tenant_id = $1 and blob_id = $2 and seq <> all($3)";
      await owner.query(text, [tenantId, id, same]);
      for (const [seq, content] of chunks.entries())
        if (!same.includes(seq))
          await owner.query("insert into platform.blob_chunk values ($1, $2, $3, $4)", [tenantId, id, seq, content]);
    },
    async leftOf(tenantId) {
      const { rows } = await owner.query(
        `select (select count(*)::int from platform.blob where tenant_id = $1) as rows,
                (select count(*)::int from platform.blob_chunk where tenant_id = $1) as chunks`,
        [tenantId],
      );
      const folder = path.join(storage?.folder ?? "", tenantId);
      const objects = storage && existsSync(folder) ? readdirSync(folder).length : 0;
      return { ...rows[0], objects, uploads: storage ? await unfinishedUploads(storage, tenantId) : 0 };
    },
    async stop() {
      s3?.close();
      stores.stop();
      await platform.stop();
      await storage?.stop();
    },
  };
}

function cut(object: Buffer): Buffer[] {
  const count = Math.ceil(object.length / SEALED_CHUNK_BYTES);
  return Array.from({ length: count }, (_, seq) =>
    object.subarray(seq * SEALED_CHUNK_BYTES, (seq + 1) * SEALED_CHUNK_BYTES),
  );
}

async function unfinishedUploads({ options }: ObjectStorage, tenantId: string): Promise<number> {
  const client = new S3Client({ ...options, forcePathStyle: true });
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: options.bucket }));
    return Uploads.filter(({ Key }) => Key?.startsWith(tenantId)).length;
  } finally {
    client.destroy();
  }
}

/** A stream of these bytes in pieces as a socket gives them. */
export async function* inPieces(content: Buffer, size = 65_521): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

export async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

export function sha256(content: Buffer): Buffer {
  return createHash("sha256").update(content).digest();
}

/** Bytes that nothing else holds. */
export function someBytes(length: number): Buffer {
  return randomBytes(length);
}
