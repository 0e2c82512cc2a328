import { createHash, timingSafeEqual } from "node:crypto";
import type { ChunkStore } from "./blob-chunks.ts";
import { type ByteRange, damaged } from "./blob-read.ts";
import { type BlobRow, deleteBlobRow, findBlob, type StoreName } from "./blob-row.ts";
import { type Database, readAsTenant } from "./database.ts";
import type { Envelope } from "./envelope.ts";

/** A blob that is a piece of another one. */
export interface BlobPart {
  id: string;
  bytes: number;
}

/** Purpose of the data keys that seal the digests of lists of parts: as of content keys, with which they cannot be confused. */
const PURPOSE = "blob";
const contextOf = (id: string) => [id, "parts"];

/** Parts looked up at once, to be removed. */
const LOT = 100;

export async function listParts(db: Database, tenantId: string, id: string): Promise<BlobPart[]> {
  const rows = await readAsTenant<{ part_id: string; bytes: string }>(db, tenantId, {
    name: "list_blob_parts",
    text: "select part_id, bytes from platform.blob_part where tenant_id = $1 and blob_id = $2 order by seq",
    values: [tenantId, id],
  });
  return rows.map(({ part_id, bytes }) => ({ id: part_id, bytes: Number(bytes) }));
}

/**
 * What proves which parts there are, of what lengths and in what order; the bytes of each are bound to its id by its own
 * cipher. So a whole that is cut short, continued or put together otherwise is found out before a byte of it is read.
 */
export function sealParts(
  envelope: Envelope,
  tenantId: string,
  id: string,
  parts: readonly BlobPart[],
): Promise<Buffer> {
  return envelope.seal(tenantId, PURPOSE, contextOf(id), digestOf(parts));
}

function digestOf(parts: readonly BlobPart[]): Buffer {
  const digest = createHash("sha256");
  for (const { id, bytes } of parts) digest.update(`${id} ${bytes}\n`);
  return digest.digest();
}

type ReadOne = (tenantId: string, id: string, row: BlobRow, range: ByteRange) => AsyncGenerator<Buffer>;

/** Reads a range across the parts of a blob; of a whole read the digest is verified too, at its end. */
export function composedReader(db: Database, envelope: Envelope, readOne: ReadOne): ReadOne {
  return async function* readComposed(tenantId, id, { bytes, sha256, sealedKey }, { from, to = bytes }) {
    const parts = await listParts(db, tenantId, id);
    const sealed = await envelope.open(tenantId, PURPOSE, contextOf(id), sealedKey ?? Buffer.alloc(0));
    const digest = digestOf(parts);
    if (sealed.length !== digest.length || !timingSafeEqual(sealed, digest)) {
      // Deleted under our eyes, or damaged?
      await findBlob(db, tenantId, id);
      throw damaged(`blob ${id}: its parts are not those that were stored`);
    }
    const whole = from === 0 && to >= bytes ? createHash("sha256") : undefined;
    for await (const piece of readParts(db, readOne, tenantId, parts, { from, to })) {
      whole?.update(piece);
      yield piece;
    }
    if (whole && !whole.digest().equals(sha256)) throw damaged(`blob ${id}: the digest of the whole differs`);
  };
}

async function* readParts(
  db: Database,
  readOne: ReadOne,
  tenantId: string,
  parts: readonly BlobPart[],
  { from, to = Number.POSITIVE_INFINITY }: ByteRange,
): AsyncGenerator<Buffer> {
  let at = 0;
  for (const { id, bytes } of parts) {
    const range = { from: Math.max(from - at, 0), to: Math.min(to - at, bytes) };
    at += bytes;
    if (range.from < range.to) yield* readOne(tenantId, id, await findBlob(db, tenantId, id), range);
  }
}

/**
 * Removes the parts of a blob that nobody finds any more, and so none of its parts either; bytes first. Whoever dies in
 * between leaves the rest to be found.
 */
export async function removeParts(
  db: Database,
  stores: (name: StoreName) => ChunkStore,
  tenantId: string,
  id: string,
): Promise<void> {
  for (;;) {
    const parts = await readAsTenant<{ id: string; store: StoreName }>(db, tenantId, {
      name: "next_blob_parts",
      text: `select b.id, b.store from platform.blob_part p
             join platform.blob b on b.tenant_id = p.tenant_id and b.id = p.part_id
             where p.tenant_id = $1 and p.blob_id = $2 order by p.seq limit ${LOT}`,
      values: [tenantId, id],
    });
    for (const part of parts) {
      await stores(part.store).remove(tenantId, part.id, true);
      await deleteBlobRow(db, tenantId, part.id);
    }
    if (parts.length < LOT) return;
  }
}
