import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createBlobSweeper } from "@bulkhead/kernel/blob-sweeper.ts";
import { createEnvelope } from "@bulkhead/kernel/envelope.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS, type Principal, permissionsKeyOf } from "@bulkhead/kernel/principal.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { createUploadStore, type UploadStore } from "@bulkhead/kernel/upload.ts";
import { cutSegments } from "@bulkhead/kernel/upload-segments.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";
import {
  collect,
  inPieces,
  NOTHING,
  openTestBlobs,
  PLACES,
  SETUP_TIMEOUT_MS,
  sha256,
  type TestBlobs,
} from "./blob-fixture.ts";

const MIB = 1 << 20;
const SEGMENT = { bytes: MIB, ms: 5_000 };

/** Somebody with every permission, in a tenant of their own. */
function someone(): { principal: Principal; requestId: string; clientAddress: null; tenantId: string } {
  const tenantId = newUuid();
  const rights = { permissions: new Set(PERMISSIONS), permissionsKey: permissionsKeyOf(PERMISSIONS) };
  const principal: Principal = { kind: "apiKey", id: "key_test", tenantId, roles: ["Admin"], ...rights };
  return { principal, requestId: "req_test", clientAddress: null, tenantId };
}

describe.each(PLACES)("uploads in %s", (place) => {
  let house: TestBlobs;
  let uploads: UploadStore;
  /** Another process over the same database. */
  let elsewhere: UploadStore;
  const stops: (() => void)[] = [];
  beforeAll(async () => {
    house = await openTestBlobs(place);
    const store = () => {
      const rootKey = openRootKeyFile({ path: testRootKeyFile(), create: false });
      const db = house.platform.databases.gateway;
      const envelope = createEnvelope({ db, rootKey });
      stops.push(envelope.stop);
      return createUploadStore({ db, envelope, blobs: house.blobs, segment: SEGMENT });
    };
    [uploads, elsewhere] = [store(), store()];
  }, SETUP_TIMEOUT_MS);
  afterAll(async () => {
    for (const stop of stops) stop();
    await house.stop();
  });

  const owner = () => house.platform.databases.owner.pool;
  const MAX = { maxBytes: 2 ** 40 };

  /** An upload whose bytes came in these lengths, at one instance and the other in turn. */
  async function uploaded(lengths: readonly number[]) {
    const ctx = someone();
    const id = newUuid();
    const content = randomBytes(lengths.reduce((sum, one) => sum + one, 0));
    await uploads.create(ctx, id, { length: content.length });
    let at = 0;
    for (const [n, length] of lengths.entries()) {
      const piece = inPieces(content.subarray(at, at + length));
      at = await (n % 2 === 0 ? uploads : elsewhere).append(ctx, id, at, piece, MAX);
    }
    return { ctx, id, content, tenantId: ctx.tenantId };
  }

  test("bytes in parts of any length come back as they went in, whole and in any range", async () => {
    const { tenantId, id, content } = await uploaded([1, 3 * MIB, 2 * MIB + 5, MIB - 1, 63, 64]);
    expect(await house.reader.stat(tenantId, id)).toEqual({
      id,
      bytes: content.length,
      sha256: sha256(content).toString("hex"),
    });
    const end = content.length;
    for (const [from, to] of [
      [0, undefined],
      [0, 1],
      [0, 2],
      [1, MIB + 1],
      [MIB, 5 * MIB],
      [end - 65, end],
      [end - 1, end + 100],
      [7, 7],
      [end, undefined],
    ] as const) {
      const range = { from, ...(to === undefined ? {} : { to }) };
      const read = await collect(house.reader.read(tenantId, id, range));
      expect({ range, equal: read.equals(content.subarray(from, to)) }).toEqual({ range, equal: true });
    }
  });

  test.each([
    [
      "two parts in each other's place",
      "update platform.blob_part set seq = 3 - seq where tenant_id = $1 and seq in (1, 2)",
    ],
    ["a part cut off", "delete from platform.blob_part where tenant_id = $1 and seq = 2"],
    [
      "a part in place of another",
      "update platform.blob_part set part_id = (select id from platform.blob b where b.tenant_id = $1 and b.format = 1 and not exists (select from platform.blob_part p where p.part_id = b.id)) where tenant_id = $1 and seq = 1",
    ],
    ["another length", "update platform.blob_part set bytes = bytes - 1 where tenant_id = $1 and seq = 1"],
  ])("%s: nothing is read", async (_what, change) => {
    const { tenantId, id } = await uploaded([MIB, MIB, MIB]);
    await house.blobs.put(tenantId, inPieces(randomBytes(MIB)), MAX);
    // Somebody who writes the tables at will.
    await owner().query("alter table platform.blob_part drop constraint if exists blob_part_pkey");
    await owner().query(change, [tenantId]);
    const reading = collect(house.reader.read(tenantId, id, { from: 0, to: 1 }));
    await expect(reading).rejects.toMatchObject({ code: "DATA_DAMAGED" });
  });

  test("what has come stays when the source breaks off with an error of the house, up to the last whole segment", async () => {
    const ctx = someone();
    const id = newUuid();
    await uploads.create(ctx, id, { length: 10 * MIB });
    async function* broken(): AsyncGenerator<Buffer> {
      yield* inPieces(randomBytes(2 * MIB + 10));
      throw new Error("no more");
    }
    await expect(uploads.append(ctx, id, 0, broken(), MAX)).rejects.toThrow("no more");
    expect(await elsewhere.find(ctx, id)).toMatchObject({ offset: 2 * MIB, parts: 2, isFinished: false });
  });

  test("a digest that another version of the library began is begun anew", async () => {
    const ctx = someone();
    const id = newUuid();
    const content = randomBytes(2 * MIB);
    await uploads.create(ctx, id, { length: content.length });
    await uploads.append(ctx, id, 0, inPieces(content.subarray(0, MIB)), MAX);
    await owner().query("update platform.upload set state = null where tenant_id = $1", [ctx.tenantId]);
    await elsewhere.append(ctx, id, MIB, inPieces(content.subarray(MIB)), MAX);
    expect((await house.reader.stat(ctx.tenantId, id)).sha256).toBe(sha256(content).toString("hex"));
  });

  test("what has expired goes with all its parts, and is told from what never was for a week", async () => {
    const { databases, log } = house.platform;
    const sweeper = createBlobSweeper({ db: databases.worker, bytes: house.bytes, log });
    const whole = await uploaded([3 * MIB]);
    const ctx = someone();
    const id = newUuid();
    await uploads.create(ctx, id, { length: 10 * MIB });
    await uploads.append(ctx, id, 0, inPieces(randomBytes(3 * MIB)), MAX);
    const text =
      "update platform.blob set expires_at = now() - interval '2 minutes' where format = 2 and tenant_id = any($1)";
    await owner().query(text, [[whole.tenantId, ctx.tenantId]]);
    expect(await sweeper.sweep()).toBe(2);
    for (const tenantId of [whole.tenantId, ctx.tenantId]) expect(await house.leftOf(tenantId)).toEqual(NOTHING);
    await expect(uploads.find(ctx, id)).rejects.toMatchObject({ code: "UPLOAD_EXPIRED" });
    await owner().query("update platform.upload set created_at = now() - interval '9 days' where tenant_id = $1", [
      ctx.tenantId,
    ]);
    await sweeper.sweep();
    await expect(uploads.find(ctx, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a blob put together is deleted with its parts, by the role that reads it", async () => {
    const { tenantId, id } = await uploaded([2 * MIB, 5]);
    await house.reader.delete(tenantId, id);
    expect(await house.leftOf(tenantId)).toEqual(NOTHING);
  });

  test("its bytes count for the plan once", async () => {
    const { tenantId, id, content } = await uploaded([2 * MIB, 5]);
    const used = async () =>
      Number(
        (await owner().query("select sum(amount) as used from platform.usage_level where tenant_id = $1", [tenantId]))
          .rows[0].used,
      );
    expect(await used()).toBe(content.length);
    await house.reader.delete(tenantId, id);
    expect(await used()).toBe(0);
  });

  test("nobody without the permission gets anywhere", async () => {
    const { id } = await uploaded([5]);
    const nobody = { principal: ANONYMOUS, requestId: "req_test", clientAddress: null };
    const viewer = { ...someone(), principal: { ...someone().principal, permissions: new Set<never>() } };
    for (const [ctx, code] of [
      [nobody, "UNAUTHENTICATED"],
      [viewer, "FORBIDDEN"],
    ] as const)
      for (const call of [
        () => uploads.create(ctx, newUuid(), {}),
        () => uploads.find(ctx, id),
        () => uploads.setLength(ctx, id, 1),
        () => uploads.append(ctx, id, 0, inPieces(Buffer.alloc(1)), MAX),
        () => uploads.remove(ctx, id),
      ])
        await expect(call()).rejects.toMatchObject({ code });
  });
});

describe("segments", () => {
  async function cut(source: AsyncIterable<Buffer>, bytes: number, ms: number): Promise<string[]> {
    const found: string[] = [];
    for await (const segment of cutSegments(source, { bytes, ms })) found.push((await collect(segment)).toString());
    return found;
  }

  async function* words(...given: (string | number)[]): AsyncGenerator<Buffer> {
    for (const one of given)
      if (typeof one === "number") await sleep(one);
      else yield Buffer.from(one);
  }

  test("are full, but for the last one, and never empty", async () => {
    expect(await cut(words("abcdefgh", "", "ij", "k"), 4, 5_000)).toEqual(["abcd", "efgh", "ijk"]);
    expect(await cut(words("ab", "cd"), 4, 5_000)).toEqual(["abcd"]);
    expect(await cut(words("", ""), 4, 5_000)).toEqual([]);
  });

  test("end when their time is over, and wait for a first byte as long as it takes", async () => {
    expect(await cut(words(300, "a", "b", 300, "c"), 100, 100)).toEqual(["ab", "c"]);
  });
});
