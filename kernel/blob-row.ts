import { abandoned } from "./blob-chunks.ts";
import { type Database, flushAsTenant, readAsTenant } from "./database.ts";
import { notFound } from "./error.ts";

export type StoreName = "postgres" | "s3";

/** A finished blob's row in platform.blob, which alone says that the blob exists, whose it is, and where it lies. */
export interface BlobRow {
  bytes: number;
  sha256: Buffer;
  store: StoreName;
  /** Undefined for the plain chunks of older versions. */
  sealedKey: Buffer | undefined;
  /** It has no chunks of its own, but parts that are blobs; what is sealed is the digest of their list. */
  isComposed: boolean;
}

/** A blob being written is its writer's for this long after each sign of life; then the sweeper takes it for a dead one's. */
const WRITING = "interval '15 minutes'";
/** How often a writer gives a sign of life. */
export const RENEW_MS = 5 * 60_000;

export async function insertBlob(
  db: Database,
  tenantId: string,
  id: string,
  store: StoreName,
  sealedKey: Buffer,
): Promise<void> {
  const text = `insert into platform.blob (tenant_id, id, format, store, sealed_key, expires_at)
                values ($1, $2, 1, $3, $4, now() + ${WRITING})`;
  await flushAsTenant(db, tenantId, [{ name: "insert_blob", text, values: [tenantId, id, store, sealedKey] }]);
}

export async function renewBlob(db: Database, tenantId: string, id: string): Promise<void> {
  const text = `update platform.blob set expires_at = now() + ${WRITING}
                where tenant_id = $1 and id = $2 and bytes is null and expires_at > now() returning id`;
  const [[renewed] = []] = await flushAsTenant(db, tenantId, [{ name: "renew_blob", text, values: [tenantId, id] }]);
  if (!renewed) throw abandoned();
}

/** From here on it can be found. */
export async function finishBlob(
  db: Database,
  tenantId: string,
  id: string,
  { bytes, sha256, expiresAt }: { bytes: number; sha256: Buffer; expiresAt: Date | undefined },
): Promise<void> {
  const text = `update platform.blob set bytes = $3, sha256 = $4, expires_at = $5
                where tenant_id = $1 and id = $2 and bytes is null and expires_at > now() returning id`;
  const values = [tenantId, id, bytes, sha256, expiresAt?.toISOString() ?? null];
  const [[finished] = []] = await flushAsTenant(db, tenantId, [{ name: "finish_blob", text, values }]);
  if (!finished) throw abandoned();
}

/** NOT_FOUND alike for what never was, is another tenant's, is still being written, or has expired. */
export async function findBlob(db: Database, tenantId: string, id: string): Promise<BlobRow> {
  const [row] = await readAsTenant<Found>(db, tenantId, {
    name: "find_blob",
    text: `select bytes, sha256, store, sealed_key, format = 2 as composed from platform.blob
             where tenant_id = $1 and id = $2 and bytes is not null and (expires_at is null or expires_at > now())`,
    values: [tenantId, id],
  });
  if (!row) throw notFound();
  const { sha256, store, sealed_key, composed } = row;
  return { bytes: Number(row.bytes), sha256, store, sealedKey: sealed_key ?? undefined, isComposed: composed };
}

interface Found {
  bytes: string;
  sha256: Buffer;
  store: StoreName;
  sealed_key: Buffer | null;
  composed: boolean;
}

export interface ExpiredBlob {
  store: StoreName;
  finished: boolean;
  composed: boolean;
}

/**
 * Ends a blob for every reader, before its bytes go. If we die in between, the sweeper finds it expired and goes on.
 * Undefined when there is none.
 */
export async function expireBlob(db: Database, tenantId: string, id: string): Promise<ExpiredBlob | undefined> {
  const text = `update platform.blob set expires_at = '-infinity' where tenant_id = $1 and id = $2
                returning store, bytes is not null as finished, format = 2 as composed`;
  const [[row] = []] = await flushAsTenant(db, tenantId, [{ name: "expire_blob", text, values: [tenantId, id] }]);
  return row as ExpiredBlob | undefined;
}

/** Last of all, when no bytes are left: the row is what the sweeper finds them by. */
export async function deleteBlobRow(db: Database, tenantId: string, id: string): Promise<void> {
  const text = "delete from platform.blob where tenant_id = $1 and id = $2";
  await flushAsTenant(db, tenantId, [{ name: "delete_blob", text, values: [tenantId, id] }]);
}
