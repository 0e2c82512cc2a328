import path from "node:path";
import { keepBlob } from "@bulkhead/kernel/blob-keep.ts";
import { type BlobSweeper, createBlobSweeper } from "@bulkhead/kernel/blob-sweeper.ts";
import { flushAsTenant, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../tests/testkit/process.ts";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";
import { until } from "../../tests/testkit/until.ts";
import {
  inPieces,
  NOTHING,
  openTestBlobs,
  PLACES,
  SETUP_TIMEOUT_MS,
  someBytes,
  type TestBlobs,
} from "./blob-fixture.ts";
import type { WriterOptions } from "./fixtures/blob-writer.ts";

const MIB = 1 << 20;
const MAX = { maxBytes: 2 ** 31 };

describe.each(PLACES)("the sweeper and blobs in %s", (place) => {
  let house: TestBlobs;
  let sweeper: BlobSweeper;
  beforeAll(async () => {
    house = await openTestBlobs(place);
    const { log, databases } = house.platform;
    sweeper = createBlobSweeper({ db: databases.worker, bytes: house.bytes, log });
  }, SETUP_TIMEOUT_MS);
  afterAll(async () => {
    await house.stop();
  });

  /** Puts an expiry that many seconds into the past. */
  async function expire(tenantId: string, secondsAgo: number): Promise<void> {
    const text = "update platform.blob set expires_at = now() - make_interval(secs => $2) where tenant_id = $1";
    await house.platform.databases.owner.pool.query(text, [tenantId, secondsAgo]);
  }

  test("what has expired goes, in every tenant and with all its bytes; what has not stays", async () => {
    const tenants = Array.from({ length: 3 }, () => newUuid());
    const stays = newUuid();
    const later = new Date(Date.now() + 60_000);
    for (const tenantId of tenants)
      for (const length of [0, 10, 26 * MIB + 1])
        await house.blobs.put(tenantId, inPieces(someBytes(length)), { ...MAX, expiresAt: later });
    await house.blobs.put(stays, inPieces(someBytes(10)), { ...MAX, expiresAt: later });
    await house.blobs.put(stays, inPieces(someBytes(10)), MAX);
    for (const tenantId of tenants) await expire(tenantId, 120);
    expect(await sweeper.sweep()).toBe(9);
    for (const tenantId of tenants) expect(await house.leftOf(tenantId)).toEqual(NOTHING);
    expect((await house.leftOf(stays)).rows).toBe(2);
    expect(await sweeper.sweep()).toBe(0);
  });

  test("a round that is told to end ends behind the blob it is at", async () => {
    const tenantId = newUuid();
    for (let n = 0; n < 3; n++)
      await house.blobs.put(tenantId, inPieces(someBytes(10)), { ...MAX, expiresAt: new Date(Date.now() + 60_000) });
    await expire(tenantId, 120);
    expect(await sweeper.sweep(AbortSignal.abort())).toBe(0);
    const stopped = new AbortController();
    const round = sweeper.sweep(stopped.signal);
    await until(async () => (await house.leftOf(tenantId)).rows < 3);
    stopped.abort();
    const removed = await round;
    expect((await house.leftOf(tenantId)).rows).toBe(3 - removed);
    await sweeper.sweep();
    expect(await house.leftOf(tenantId)).toEqual(NOTHING);
  });

  test("a transaction that began before the expiry may still take the blob into use: it is not swept at once", async () => {
    const tenantId = newUuid();
    const { id } = await house.blobs.put(tenantId, inPieces(someBytes(10)), {
      ...MAX,
      expiresAt: new Date(Date.now() + 60_000),
    });
    await expire(tenantId, 16);
    expect(await sweeper.sweep()).toBe(0);
    await house.platform.databases.owner.pool.query(
      "update platform.blob set expires_at = now() + interval '1 minute' where tenant_id = $1",
      [tenantId],
    );
    await flushAsTenant(house.platform.databases.data, tenantId, [keepBlob(tenantId, id)]);
    expect((await house.reader.stat(tenantId, id)).bytes).toBe(10);
  });

  test("a writer killed in the middle leaves nothing that can be read, and nothing for ever", async () => {
    const tenantId = newUuid();
    const { url, secret, databases } = house.platform;
    const options: WriterOptions = {
      url,
      secret,
      rootKeyFile: testRootKeyFile(),
      tenantId,
      s3: house.storage?.options,
      bytes: 30 * MIB,
    };
    const file = path.join(import.meta.dirname, "fixtures/blob-writer.ts");
    const writer = run(process.execPath, [file, JSON.stringify(options)], {
      ...(process.env as Record<string, string>),
    });
    await writer.printed("given");
    await until(async () => {
      const { chunks, uploads } = await house.leftOf(tenantId);
      return chunks > 5 || uploads === 1;
    });
    writer.signalGroup("SIGKILL");
    await writer.ended;
    const { rows } = await databases.owner.pool.query("select id from platform.blob where tenant_id = $1", [tenantId]);
    expect(rows).toHaveLength(1);
    await expect(house.reader.stat(tenantId, rows[0].id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(house.reader.read(tenantId, rows[0].id).next()).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(flushAsTenant(databases.data, tenantId, [keepBlob(tenantId, rows[0].id)])).rejects.toMatchObject({
      code: "22012",
    });
    // It might be alive and slow as far as anybody can tell, for a while.
    expect(await sweeper.sweep()).toBe(0);
    expect(await house.leftOf(tenantId)).not.toEqual(NOTHING);
    await expire(tenantId, 120);
    expect(await sweeper.sweep()).toBe(1);
    expect(await house.leftOf(tenantId)).toEqual(NOTHING);
  });

  test.each([1, 30])(
    "a writer that stood still after %i MiB until it was swept is told, and leaves nothing",
    async (mib) => {
      const tenantId = newUuid();
      async function* slow(): AsyncGenerator<Buffer> {
        yield someBytes(mib * MIB);
        await until(async () => (await house.leftOf(tenantId)).rows === 1);
        await expire(tenantId, 120);
        expect(await sweeper.sweep()).toBe(1);
        yield someBytes(2 * MIB);
      }
      await expect(house.blobs.put(tenantId, slow(), MAX)).rejects.toMatchObject({ code: "INCOMPLETE_BODY" });
      // Without its row nothing leads to an object any more, so the writer itself has to take back what it wrote.
      expect(await house.leftOf(tenantId)).toEqual(NOTHING);
    },
  );

  test("a blob that cannot be removed waits for the next round, and the others go", async () => {
    const [stuck, ...others] = Array.from({ length: 3 }, () => newUuid()) as [string, string, string];
    const expiresAt = new Date(Date.now() + 60_000);
    for (const tenantId of [stuck, ...others])
      await house.blobs.put(tenantId, inPieces(someBytes(10)), { ...MAX, expiresAt });
    await expire(stuck, 1_000);
    for (const tenantId of others) await expire(tenantId, 120);
    const owner = await house.platform.databases.owner.pool.connect();
    try {
      // Somebody holds its row: the sweeper's statement waits and is given up.
      await owner.query("begin");
      await owner.query("select from platform.blob where tenant_id = $1 for update", [stuck]);
      const impatient = createBlobSweeper({
        db: house.platform.databases.worker,
        bytes: house.bytes,
        log: house.platform.log,
      });
      await queryOutsideTenants(house.platform.databases.owner, {
        text: "alter role bulkhead_worker set lock_timeout = '300ms'",
      });
      house.platform.databases.worker.pool.options.maxUses = 1;
      expect(await impatient.sweep()).toBe(2);
    } finally {
      await owner.query("rollback");
      owner.release();
      await queryOutsideTenants(house.platform.databases.owner, {
        text: "alter role bulkhead_worker reset lock_timeout",
      });
    }
    for (const tenantId of others) expect(await house.leftOf(tenantId)).toEqual(NOTHING);
    expect(await sweeper.sweep()).toBe(1);
    expect(await house.leftOf(stuck)).toEqual(NOTHING);
  });

  test("the sweeper's role sees ids and dates of all tenants, and neither keys, digests nor bytes", async () => {
    const { worker } = house.platform.databases;
    for (const column of ["sealed_key", "sha256", "created_at", "*"])
      await expect(queryOutsideTenants(worker, { text: `select ${column} from platform.blob` })).rejects.toThrow(
        /permission denied/,
      );
    await expect(queryOutsideTenants(worker, { text: "select content from platform.blob_chunk" })).rejects.toThrow(
      /permission denied/,
    );
    const tenantId = newUuid();
    await house.blobs.put(tenantId, inPieces(someBytes(10)), MAX);
    // Outside a tenant it may look, and remove nothing.
    await queryOutsideTenants(worker, { text: "delete from platform.blob" });
    expect((await house.leftOf(tenantId)).rows).toBe(1);
  });
});
