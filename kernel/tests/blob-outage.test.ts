import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openS3Bytes, type S3Bytes } from "@bulkhead/kernel/blob-s3.ts";
import { createBlobSweeper } from "@bulkhead/kernel/blob-sweeper.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../infra/free-port.ts";
import { openTestBlobStores, type TestBlobStores } from "../../tests/testkit/blobs.ts";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { collect, inPieces, someBytes } from "./blob-fixture.ts";

const MIB = 1 << 20;
const MAX = { maxBytes: 2 ** 31 };

let platform: TestPlatform;
/** A bucket where nobody listens. */
let away: S3Bytes;
let inS3: TestBlobStores;
let inPostgres: TestBlobStores;

beforeAll(async () => {
  platform = await openTestPlatform();
  away = openS3Bytes({
    bucket: "blobs",
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${await freePort()}`,
    pathStyle: true,
    credentials: { accessKeyId: "nobody", secretAccessKey: "nothing" },
  });
  inS3 = await openTestBlobStores(platform, away);
  inPostgres = await openTestBlobStores(platform);
});
afterAll(async () => {
  inS3.stop();
  inPostgres.stop();
  away.close();
  await platform.stop();
});

async function rows(tenantId: string): Promise<{ finished: boolean }[]> {
  const text = "select bytes is not null as finished from platform.blob where tenant_id = $1";
  return (await platform.databases.owner.pool.query(text, [tenantId])).rows;
}

async function expire(tenantId: string): Promise<void> {
  const text = "update platform.blob set expires_at = now() - interval '1 hour' where tenant_id = $1";
  await platform.databases.owner.pool.query(text, [tenantId]);
}

test.each([1, 20 * MIB])(
  "with object storage away, %i bytes are refused as UNAVAILABLE and their row waits for the sweeper",
  async (length) => {
    const tenantId = newUuid();
    const put = inS3.gateway.put(tenantId, inPieces(someBytes(length)), MAX);
    await expect(put).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await rows(tenantId)).toEqual([{ finished: false }]);
    const sweeper = createBlobSweeper({ db: platform.databases.worker, bytes: away, log: platform.log });
    expect(await sweeper.sweep()).toBe(0);
    // Its expiry was set when the put gave it up, so nothing but the minute of grace keeps the sweeper from it.
    await expire(tenantId);
    const before = platform.logged.length;
    expect(await sweeper.sweep()).toBe(0);
    expect(platform.logged.slice(before).join()).toContain("cannot be removed yet");
    expect(await rows(tenantId)).toHaveLength(1);
    await platform.databases.owner.pool.query("delete from platform.blob where tenant_id = $1", [tenantId]);
  },
);

test("a bucket out of reach is said at once when it is looked for", async () => {
  await expect(away.check()).rejects.toThrow(/ECONNREFUSED/);
});

test("with object storage away, what lies in PostgreSQL is still read and removed", async () => {
  const tenantId = newUuid();
  const content = someBytes(3 * MIB);
  const { id } = await inPostgres.gateway.put(tenantId, inPieces(content), MAX);
  expect((await collect(inS3.data.read(tenantId, id))).equals(content)).toBe(true);
  await inS3.data.delete(tenantId, id);
  expect(await rows(tenantId)).toEqual([]);
});

test("a blob in object storage that is not configured any more is out of reach, not gone", async () => {
  const tenantId = newUuid();
  const { id, bytes } = await inPostgres.gateway.put(tenantId, inPieces(someBytes(10)), MAX);
  const move = "update platform.blob set store = 's3' where tenant_id = $1";
  await platform.databases.owner.pool.query(move, [tenantId]);
  expect((await inPostgres.data.stat(tenantId, id)).bytes).toBe(bytes);
  await expect(collect(inPostgres.data.read(tenantId, id))).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("connections lost while a blob is written cost a clean UNAVAILABLE, and what was written goes", async () => {
  const tenantId = newUuid();
  async function* source(): AsyncGenerator<Buffer> {
    for (;;) {
      yield someBytes(2 * MIB);
      // One chunk is on its way meanwhile; now and then a connection is idle, and then nobody notices.
      await platform.databases.owner.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'bulkhead_gateway'",
      );
    }
  }
  const put = inPostgres.gateway.put(tenantId, source(), { maxBytes: 200 * MIB });
  await expect(put).rejects.toMatchObject({ code: "UNAVAILABLE" });
  // What the put itself could not take back any more.
  await expire(tenantId);
  await createBlobSweeper({ db: platform.databases.worker, bytes: "postgres", log: platform.log }).sweep();
  expect(await rows(tenantId)).toEqual([]);
});

test("object storage that falls silent in the middle of an answer is given up", async () => {
  const store = createServer((_, response) => {
    response.writeHead(206, { "content-length": MIB + 16 });
    response.write("the beginning of a chunk");
  });
  store.listen(0, "127.0.0.1");
  await once(store, "listening");
  const silent = openS3Bytes({
    bucket: "blobs",
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
    pathStyle: true,
    credentials: { accessKeyId: "nobody", secretAccessKey: "nothing" },
    silenceMs: 300,
  });
  const reading = silent.read(newUuid(), newUuid(), 0, 0).next();
  await expect(reading).rejects.toMatchObject({ code: "UNAVAILABLE" });
  silent.close();
  store.closeAllConnections();
  store.close();
});
