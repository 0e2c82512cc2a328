import { CHUNK_BYTES } from "@bulkhead/kernel/blob-cipher.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  collect,
  inPieces,
  openTestBlobs,
  PLACES,
  SETUP_TIMEOUT_MS,
  someBytes,
  type TestBlobs,
} from "./blob-fixture.ts";

const MAX = { maxBytes: 2 ** 31 };
const CONTENT = someBytes(11 * CHUNK_BYTES + 500);

type Chunks = Buffer[];

function flipped(chunk: Buffer, at: number): Buffer {
  const copy = Buffer.from(chunk);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

/** What somebody who can write the store, but has no key, could do; and the first chunk that then must not open. */
const TAMPERING: [string, (chunks: Chunks) => Chunks, number][] = [
  ["one bit of the first chunk", (chunks) => chunks.with(0, flipped(chunks[0] as Buffer, 0)), 0],
  ["one bit in the middle", (chunks) => chunks.with(9, flipped(chunks[9] as Buffer, 77_777)), 9],
  ["one bit of a tag", (chunks) => chunks.with(3, flipped(chunks[3] as Buffer, CHUNK_BYTES + 15)), 3],
  ["two chunks in each other's place", (c) => c.with(4, c[5] as Buffer).with(5, c[4] as Buffer), 4],
  ["a chunk repeated", (chunks) => chunks.with(8, chunks[7] as Buffer), 8],
  ["the last chunk cut off", (chunks) => chunks.slice(0, -1), 11],
  ["a part of the last chunk cut off", (c) => c.with(11, (c[11] as Buffer).subarray(0, 100)), 11],
  ["all but a few bytes cut off", (chunks) => [(chunks[0] as Buffer).subarray(0, 7)], 0],
  ["bytes added behind the end", (c) => c.with(11, Buffer.concat([c[11] as Buffer, Buffer.alloc(1)])), 11],
];

describe.each(PLACES)("altered blobs in %s", (place) => {
  let house: TestBlobs;
  const tenantId = newUuid();
  /** Of CONTENT, as it was stored. */
  let id: string;
  let chunks: Chunks;
  beforeAll(async () => {
    house = await openTestBlobs(place);
    ({ id } = await house.blobs.put(tenantId, inPieces(CONTENT), MAX));
    chunks = await house.stored(tenantId, id);
  }, SETUP_TIMEOUT_MS);
  afterAll(() => house.stop());

  /** Reads to the error; answers what came before it. */
  async function readUntilRefused(tenantId: string, id: string): Promise<{ read: Buffer; code: unknown }> {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of house.reader.read(tenantId, id)) pieces.push(piece);
    } catch (error) {
      return { read: Buffer.concat(pieces), code: (error as { code?: unknown }).code };
    }
    return { read: Buffer.concat(pieces), code: "none" };
  }

  test.each(TAMPERING)("%s: refused before a byte of that chunk leaves", async (_what, change, refusedAt) => {
    const altered = change(chunks);
    await house.alter(tenantId, id, altered, chunks);
    const { read, code } = await readUntilRefused(tenantId, id);
    await house.alter(tenantId, id, chunks, altered);
    expect(code).toBe("DATA_DAMAGED");
    expect(read.equals(CONTENT.subarray(0, refusedAt * CHUNK_BYTES))).toBe(true);
    expect((await collect(house.reader.read(tenantId, id))).equals(CONTENT)).toBe(true);
  });

  test("a range that does not touch the altered chunk is still answered", async () => {
    const altered = chunks.with(2, flipped(chunks[2] as Buffer, 9));
    await house.alter(tenantId, id, altered, chunks);
    const range = { from: 3 * CHUNK_BYTES, to: 5 * CHUNK_BYTES };
    const read = await collect(house.reader.read(tenantId, id, range));
    expect(read.equals(CONTENT.subarray(range.from, range.to))).toBe(true);
    await expect(collect(house.reader.read(tenantId, id, { from: 3 * CHUNK_BYTES - 1 }))).rejects.toMatchObject({
      code: "DATA_DAMAGED",
    });
    await house.alter(tenantId, id, chunks, altered);
  });

  test.each(["the same tenant", "another tenant"])("bytes of another blob of %s are refused", async (whose) => {
    const ours = newUuid();
    const theirs = whose === "another tenant" ? newUuid() : ours;
    const [one, other] = [someBytes(CHUNK_BYTES + 9), someBytes(CHUNK_BYTES + 9)];
    const mine = await house.blobs.put(ours, inPieces(one), MAX);
    const taken = await house.blobs.put(theirs, inPieces(other), MAX);
    await house.alter(ours, mine.id, await house.stored(theirs, taken.id));
    expect(await readUntilRefused(ours, mine.id)).toEqual({ read: Buffer.alloc(0), code: "DATA_DAMAGED" });
  });

  test("another tenant's bytes are refused even when the row was copied with them, its sealed key included", async () => {
    const [ours, theirs] = [newUuid(), newUuid()];
    const { id } = await house.blobs.put(theirs, inPieces(someBytes(100)), MAX);
    // A tenant with keys of its own, as every tenant that stores anything has.
    await house.blobs.put(ours, inPieces(someBytes(1)), MAX);
    await house.platform.databases.owner.pool.query(
      `insert into platform.blob (tenant_id, id, bytes, sha256, format, store, sealed_key)
       select $1, id, bytes, sha256, format, store, sealed_key from platform.blob where tenant_id = $2 and id = $3`,
      [ours, theirs, id],
    );
    if (house.storage) await house.blobs.put(ours, inPieces(someBytes(100)), MAX);
    await house.alter(ours, id, await house.stored(theirs, id));
    const { read, code } = await readUntilRefused(ours, id);
    expect(read.length).toBe(0);
    expect(code).toBe("INTERNAL_SERVER_ERROR");
  });

  test.each([
    ["a shorter length", "bytes = bytes - 1"],
    ["a longer length", "bytes = bytes + 1"],
    ["a length that ends at a chunk", `bytes = ${CHUNK_BYTES}`],
    ["no length", "bytes = 0"],
    ["another digest", "sha256 = sha256('x')"],
  ])("a row that was given %s does not pass for the blob", async (_what, change) => {
    const tenantId = newUuid();
    const { id } = await house.blobs.put(tenantId, inPieces(CONTENT.subarray(0, 2 * CHUNK_BYTES + 5)), MAX);
    const text = `update platform.blob set ${change} where tenant_id = $1 and id = $2`;
    await house.platform.databases.owner.pool.query(text, [tenantId, id]);
    expect((await readUntilRefused(tenantId, id)).code).toBe("DATA_DAMAGED");
  });

  test("the answer names no chunk and no id; the log is told both", async () => {
    const tenantId = newUuid();
    const { id } = await house.blobs.put(tenantId, inPieces(someBytes(100)), MAX);
    await house.alter(tenantId, id, [Buffer.alloc(116)]);
    const refusal = await collect(house.reader.read(tenantId, id)).catch((error: unknown) => error);
    expect((refusal as Error).message).not.toContain(id);
    expect(refusal).toMatchObject({ code: "DATA_DAMAGED", detail: `blob ${id}: chunk 0 is not as it was stored` });
  });

  test("plain chunks of an older version are read beside sealed ones, and their digest is checked", async () => {
    const tenantId = newUuid();
    const id = newUuid();
    const { owner } = house.platform.databases;
    const content = CONTENT.subarray(0, CHUNK_BYTES + 20);
    await owner.pool.query("insert into platform.blob (tenant_id, id) values ($1, $2)", [tenantId, id]);
    for (const [seq, from] of [0, CHUNK_BYTES].entries())
      await owner.pool.query("insert into platform.blob_chunk values ($1, $2, $3, $4)", [
        tenantId,
        id,
        seq,
        content.subarray(from, from + CHUNK_BYTES),
      ]);
    const finish = `update platform.blob set bytes = $3, sha256 = sha256($4) where tenant_id = $1 and id = $2`;
    await owner.pool.query(finish, [tenantId, id, content.length, content]);
    expect((await collect(house.reader.read(tenantId, id))).equals(content)).toBe(true);
    const range = { from: CHUNK_BYTES - 3, to: CHUNK_BYTES + 3 };
    expect((await collect(house.reader.read(tenantId, id, range))).equals(content.subarray(range.from, range.to))).toBe(
      true,
    );
    await owner.pool.query(finish, [tenantId, id, content.length, content.subarray(1)]);
    await expect(collect(house.reader.read(tenantId, id))).rejects.toMatchObject({ code: "DATA_DAMAGED" });
    await house.reader.delete(tenantId, id);
    expect(await house.leftOf(tenantId)).toMatchObject({ rows: 0, chunks: 0 });
  });
});
