import { CHUNK_BYTES } from "@bulkhead/kernel/blob-cipher.ts";
import { isBlobGone, keepBlob } from "@bulkhead/kernel/blob-keep.ts";
import { flushAsTenant, readAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  collect,
  inPieces,
  NOTHING,
  openTestBlobs,
  PLACES,
  SETUP_TIMEOUT_MS,
  sha256,
  someBytes,
  type TestBlobs,
} from "./blob-fixture.ts";

const MAX = { maxBytes: 2 ** 31 };
/** Longer than what S3 takes in one request, so that it goes up in parts. */
const IN_PARTS = 26 * CHUNK_BYTES + 77;

describe.each(PLACES)("blobs in %s", (place) => {
  let house: TestBlobs;
  beforeAll(async () => {
    house = await openTestBlobs(place);
  }, SETUP_TIMEOUT_MS);
  afterAll(() => house.stop());

  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, IN_PARTS])(
    "%i bytes come back as they went in, with their length and digest",
    async (length) => {
      const { blobs, reader } = house;
      const tenantId = newUuid();
      const content = someBytes(length);
      const put = await blobs.put(tenantId, inPieces(content), MAX);
      expect(put).toEqual({ id: put.id, bytes: length, sha256: sha256(content).toString("hex") });
      expect(await reader.stat(tenantId, put.id)).toEqual(put);
      expect((await collect(reader.read(tenantId, put.id))).equals(content)).toBe(true);
    },
  );

  test("any range of bytes comes alone", async () => {
    const { blobs, reader } = house;
    const tenantId = newUuid();
    const content = someBytes(10 * CHUNK_BYTES + 10);
    const { id } = await blobs.put(tenantId, inPieces(content, 1_000_003), MAX);
    const end = content.length;
    for (const [from, to] of [
      [0, 1],
      [CHUNK_BYTES - 1, CHUNK_BYTES + 1],
      [CHUNK_BYTES, 2 * CHUNK_BYTES],
      [3 * CHUNK_BYTES + 5, 9 * CHUNK_BYTES + 7],
      [end - 1, end],
      [end - 11, end + 100],
      [0, end],
      [5, undefined],
      [7, 7],
      [9, 3],
      [end, undefined],
      [end + 1, end + 2],
    ] as const) {
      const read = await collect(reader.read(tenantId, id, { from, ...(to === undefined ? {} : { to }) }));
      expect(read.equals(content.subarray(from, Math.max(to ?? end, from))), `${from} to ${to}`).toBe(true);
    }
    for (const range of [{ from: -1 }, { from: 0.5 }, { from: 0, to: Number.NaN }])
      await expect(collect(reader.read(tenantId, id, range))).rejects.toThrow(RangeError);
  });

  test("a reader who stops early costs nothing more", async () => {
    const { blobs, reader } = house;
    const tenantId = newUuid();
    const content = someBytes(12 * CHUNK_BYTES);
    const { id } = await blobs.put(tenantId, inPieces(content), MAX);
    for await (const chunk of reader.read(tenantId, id)) {
      expect(chunk.equals(content.subarray(0, CHUNK_BYTES))).toBe(true);
      break;
    }
    expect((await collect(reader.read(tenantId, id))).length).toBe(content.length);
  });

  test.each([10, IN_PARTS])("a source that fails after %i bytes leaves nothing", async (length) => {
    const { blobs, leftOf } = house;
    const tenantId = newUuid();
    const fault = new Error("the line went dead");
    async function* broken() {
      yield* inPieces(someBytes(length));
      throw fault;
    }
    await expect(blobs.put(tenantId, broken(), MAX)).rejects.toBe(fault);
    expect(await leftOf(tenantId)).toEqual(NOTHING);
  });

  test.each([1_000, IN_PARTS - 1])(
    "more than %i bytes are refused where only so many are allowed",
    async (maxBytes) => {
      const { blobs, leftOf } = house;
      const tenantId = newUuid();
      const put = blobs.put(tenantId, inPieces(someBytes(maxBytes + 1)), { maxBytes });
      await expect(put).rejects.toMatchObject({ code: "BODY_TOO_LARGE" });
      expect(await leftOf(tenantId)).toEqual(NOTHING);
      const whole = someBytes(maxBytes);
      expect(await blobs.put(tenantId, inPieces(whole), { maxBytes })).toMatchObject({ bytes: maxBytes });
    },
  );

  test("bytes that are not those whose digest was announced leave nothing", async () => {
    const { blobs, leftOf } = house;
    const tenantId = newUuid();
    const content = someBytes(2 * CHUNK_BYTES + 3);
    const other = Buffer.from(content);
    other.writeUInt8((other.readUInt8(CHUNK_BYTES) + 1) % 256, CHUNK_BYTES);
    const put = blobs.put(tenantId, inPieces(other), { ...MAX, sha256: sha256(content) });
    await expect(put).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
    expect(await leftOf(tenantId)).toEqual(NOTHING);
    const right = await blobs.put(tenantId, inPieces(content), { ...MAX, sha256: sha256(content) });
    expect(right.bytes).toBe(content.length);
  });

  test("another tenant's id and one that never was get the same answer from every method", async () => {
    const { blobs, reader, platform } = house;
    const [ours, theirs] = [newUuid(), newUuid()];
    const { id } = await blobs.put(theirs, inPieces(someBytes(100)), MAX);
    const refused = async (id: string) => {
      const { data } = platform.databases;
      const attempts = [
        reader.stat(ours, id),
        collect(reader.read(ours, id)),
        collect(reader.read(ours, id, { from: 1, to: 2 })),
        reader.delete(ours, id),
        blobs.delete(ours, id),
        flushAsTenant(data, ours, [keepBlob(ours, id)]),
        // Asking for their row in so many words, from within our tenant.
        flushAsTenant(data, ours, [keepBlob(theirs, id)]),
      ];
      const settled = await Promise.allSettled(attempts);
      return settled.map((one) =>
        one.status === "rejected" ? `${one.reason.code} ${one.reason.message}` : "answered",
      );
    };
    const answers = await refused(id);
    expect(answers).toEqual(await refused(newUuid()));
    expect(answers.slice(0, 5).every((one) => one.startsWith("NOT_FOUND"))).toBe(true);
    expect(answers.slice(5).every((one) => one.startsWith("22012"))).toBe(true);
    expect((await reader.stat(theirs, id)).bytes).toBe(100);
  });

  test("row-level security alone hides a tenant's blobs and chunks from the others", async () => {
    const { blobs, platform } = house;
    const [ours, theirs] = [newUuid(), newUuid()];
    await blobs.put(theirs, inPieces(someBytes(100)), MAX);
    await blobs.put(ours, inPieces(someBytes(100)), MAX);
    for (const role of ["gateway", "data"] as const)
      for (const table of ["platform.blob", "platform.blob_chunk"]) {
        const text = `select distinct tenant_id from ${table}`;
        const seen = await readAsTenant<{ tenant_id: string }>(platform.databases[role], ours, { text });
        expect(seen.filter(({ tenant_id }) => tenant_id !== ours)).toEqual([]);
      }
    const stolen = { text: "insert into platform.blob (tenant_id, id) values ($1, $2)", values: [theirs, newUuid()] };
    await expect(flushAsTenant(platform.databases.gateway, ours, [stolen])).rejects.toThrow(/row-level security/);
  });

  test("a deleted blob is gone with all its bytes", async () => {
    const { blobs, reader, leftOf } = house;
    const tenantId = newUuid();
    const { id } = await blobs.put(tenantId, inPieces(someBytes(IN_PARTS)), MAX);
    await reader.delete(tenantId, id);
    expect(await leftOf(tenantId)).toEqual(NOTHING);
    await expect(reader.stat(tenantId, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(reader.delete(tenantId, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("deleted under its reader's eyes, a blob is not found instead of damaged", async () => {
    const { blobs, reader } = house;
    const tenantId = newUuid();
    const { id } = await blobs.put(tenantId, inPieces(someBytes(40 * CHUNK_BYTES)), MAX);
    const reading = reader.read(tenantId, id);
    await reading.next();
    await reader.delete(tenantId, id);
    await expect(collect(reading)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("an expired blob is not found, unless a transaction took it into use before", async () => {
    const { blobs, reader, platform } = house;
    const { data, owner } = platform.databases;
    const tenantId = newUuid();
    const expiresAt = new Date(Date.now() + 3_600_000);
    const put = () => blobs.put(tenantId, inPieces(someBytes(100)), { ...MAX, expiresAt });
    const [kept, left] = [await put(), await put()];
    await flushAsTenant(data, tenantId, [keepBlob(tenantId, kept.id)]);
    await owner.pool.query(
      "update platform.blob set expires_at = now() - interval '1 second' where tenant_id = $1 and expires_at is not null",
      [tenantId],
    );
    expect(await reader.stat(tenantId, kept.id)).toEqual(kept);
    await expect(reader.stat(tenantId, left.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(collect(reader.read(tenantId, left.id))).rejects.toMatchObject({ code: "NOT_FOUND" });
    const late = flushAsTenant(data, tenantId, [keepBlob(tenantId, left.id)]);
    expect(isBlobGone(await late.catch((error: unknown) => error))).toBe(true);
  });

  test("what lies in the store holds nothing of what was put in", async () => {
    const { blobs, stored, platform } = house;
    const tenantId = newUuid();
    const canary = Buffer.from(`canary ${newUuid()} `);
    const content = Buffer.concat(Array.from({ length: 40_000 }, () => canary));
    const { id } = await blobs.put(tenantId, inPieces(content), MAX);
    const bytes = Buffer.concat(await stored(tenantId, id));
    expect(bytes.length).toBeGreaterThan(content.length);
    expect(bytes.includes(canary.subarray(0, 12))).toBe(false);
    const text = "select t::text as row from platform.blob t where tenant_id = $1";
    const { rows } = await platform.databases.owner.pool.query(text, [tenantId]);
    expect(JSON.stringify(rows)).not.toContain(canary.toString("hex").slice(0, 24));
  });

  test("the same bytes never look the same twice", async () => {
    const { blobs, stored } = house;
    const tenantId = newUuid();
    const content = Buffer.alloc(2 * CHUNK_BYTES, "a");
    const seen = new Set<string>();
    for (const of of [tenantId, tenantId, newUuid()]) {
      const { id } = await blobs.put(of, inPieces(content), MAX);
      for (const chunk of await stored(of, id)) seen.add(chunk.toString("base64"));
    }
    expect(seen.size).toBe(6);
  });
});
