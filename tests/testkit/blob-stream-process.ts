import { randomBytes } from "node:crypto";
import { createBlobStore } from "@bulkhead/kernel/blob.ts";
import { openS3Bytes, type S3Options } from "@bulkhead/kernel/blob-s3.ts";
import { type Database, flushAsTenant, openDatabase, readAsTenant } from "@bulkhead/kernel/database.ts";
import { createEnvelope } from "@bulkhead/kernel/envelope.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";

/**
 * A process that stores one long blob, reads it back and prints how long each took and how much memory: one of its own,
 * since what other work left behind in a process cannot be told from what this takes.
 */
export interface BlobStreamOptions {
  url: string;
  secret: string;
  rootKeyFile: string;
  /** `plain`: the same rows without encryption, as they were stored before there was any. */
  way: "plain" | "postgres" | "s3";
  s3: S3Options | undefined;
  bytes: number;
}

export interface BlobStreamResult {
  put: Phase;
  read: Phase;
}

export interface Phase {
  seconds: number;
  /** Most memory the process held in the meantime, less what it held before, both as the operating system counts. */
  growthBytes: number;
}

/** A way to store and read one blob. */
interface Way {
  put(tenantId: string, source: AsyncIterable<Buffer>): Promise<string>;
  read(tenantId: string, id: string): AsyncIterable<Buffer>;
}

const MIB = 1 << 20;
const options = JSON.parse(process.argv[2] ?? "") as BlobStreamOptions;
const role = "bulkhead_gateway";
const db = openDatabase({
  url: options.url,
  role,
  password: rolePassword(options.secret, role),
  maxConnections: 3,
  // Standard output carries the result.
  log: createLog({ level: "warn", destination: process.stderr }),
});
const way = options.way === "plain" ? plainWay(db) : sealedWay(db);
const tenantId = newUuid();
// The first connections, prepared statements, compiled code and buffers are no part of the growth.
await stream(tenantId, 24 * MIB);
const result = await stream(tenantId, options.bytes);
process.stdout.write(JSON.stringify(result), () => process.exit(0));

async function stream(tenantId: string, bytes: number): Promise<BlobStreamResult> {
  let id = "";
  const put = await measure(async () => {
    id = await way.put(tenantId, pieces(bytes));
  });
  const read = await measure(async () => {
    let seen = 0;
    for await (const chunk of way.read(tenantId, id)) seen += chunk.length;
    if (seen !== bytes) throw new Error(`${seen} bytes came back of ${bytes}`);
  });
  return { put, read };
}

async function measure(work: () => Promise<void>): Promise<Phase> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(timer);
  return { seconds, growthBytes: Math.max(most, process.memoryUsage.rss()) - before };
}

/** As many bytes in pieces of a socket's size; each a buffer of its own, as a socket gives them. */
async function* pieces(bytes: number): AsyncGenerator<Buffer> {
  const random = randomBytes(4 * MIB);
  for (let at = 0; at < bytes; at += 65_536) {
    const from = at % (random.length - 65_536);
    yield Buffer.from(random.subarray(from, from + Math.min(65_536, bytes - at)));
  }
}

function sealedWay(db: Database): Way {
  const envelope = createEnvelope({ db, rootKey: openRootKeyFile({ path: options.rootKeyFile, create: false }) });
  const blobs = createBlobStore({ db, envelope, bytes: options.s3 ? openS3Bytes(options.s3) : "postgres" });
  return {
    put: async (tenantId, source) => (await blobs.put(tenantId, source, { maxBytes: 2 ** 40 })).id,
    read: (tenantId, id) => blobs.read(tenantId, id),
  };
}

function plainWay(db: Database): Way {
  const lengths = new Map<string, number>();
  return {
    async put(tenantId, source) {
      const id = newUuid();
      const insert = "insert into platform.blob (tenant_id, id) values ($1, $2)";
      await flushAsTenant(db, tenantId, [{ text: insert, values: [tenantId, id] }]);
      let held: Buffer[] = [];
      let seq = 0;
      const store = async () => {
        const text = "insert into platform.blob_chunk (tenant_id, blob_id, seq, content) values ($1, $2, $3, $4)";
        const values = [tenantId, id, seq++, Buffer.concat(held)];
        held = [];
        await flushAsTenant(db, tenantId, [{ name: "plain_put", text, values }]);
      };
      for await (const piece of source) if (held.push(piece) === 16) await store();
      if (held.length > 0) await store();
      lengths.set(id, seq);
      return id;
    },
    async *read(tenantId, id) {
      const text = "select content from platform.blob_chunk where tenant_id = $1 and blob_id = $2 and seq = $3";
      for (let seq = 0; seq < (lengths.get(id) ?? 0); seq++) {
        const values = [tenantId, id, seq];
        const [row] = await readAsTenant<{ content: Buffer }>(db, tenantId, { name: "plain_read", text, values });
        if (row) yield row.content;
      }
    },
  };
}
