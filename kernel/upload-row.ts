import pg from "pg";
import type { BlobPart } from "./blob-parts.ts";
import { type Database, flushAsTenant, readAsTenant, type Statement } from "./database.ts";
import { notFound } from "./error.ts";
import { expired } from "./upload-errors.ts";

/** An unfinished upload is kept for so long after it began, a finished one until something takes it into use. */
export const UPLOAD_LIFE_MS = 24 * 3_600_000;
const LIFE = "interval '24 hours'";

/** An upload as its row has it. */
export interface UploadRow {
  /** Bytes that are kept. */
  offset: number;
  /** Undefined until it is announced. */
  length: number | undefined;
  parts: number;
  /** How far its digest is, sealed. */
  state: Buffer | null;
  /** Upload-Metadata as it came. */
  metadata: string | undefined;
  /** Undefined when it is in use and stays. */
  expiresAt: Date | undefined;
  isFinished: boolean;
}

interface Stored {
  at_byte: string;
  length: string | null;
  parts: number;
  state: Buffer | null;
  metadata: string | null;
  expires_at: string | null;
  finished: boolean | null;
  alive: boolean | null;
}

/**
 * An upload of this principal. Errors: NOT_FOUND alike for what never was and what is another's; UPLOAD_EXPIRED for one
 * that is gone.
 */
export async function findUpload(db: Database, tenantId: string, id: string, createdBy: string): Promise<UploadRow> {
  const [row] = await readAsTenant<Stored>(db, tenantId, {
    name: "find_upload",
    text: `select u.at_byte, u.length, u.parts, u.state, u.metadata, b.expires_at, b.bytes is not null as finished,
             b.expires_at is null or b.expires_at > now() as alive
           from platform.upload u
           left join platform.blob b on b.tenant_id = u.tenant_id and b.id = u.blob_id
           where u.tenant_id = $1 and u.blob_id = $2 and u.created_by = $3`,
    values: [tenantId, id, createdBy],
  });
  if (!row) throw notFound();
  // A blob that was in use and is deleted leaves no expiry behind either: it is not there.
  if (!row.alive || (row.expires_at === null && !row.finished)) throw expired();
  return {
    offset: Number(row.at_byte),
    length: row.length === null ? undefined : Number(row.length),
    parts: row.parts,
    state: row.state,
    metadata: row.metadata ?? undefined,
    expiresAt: row.expires_at === null ? undefined : new Date(row.expires_at),
    isFinished: row.finished === true,
  };
}

export function insertUpload(
  tenantId: string,
  id: string,
  { length, metadata, createdBy }: { length: number | undefined; metadata: string | undefined; createdBy: string },
): Statement[] {
  return [
    {
      name: "insert_composed_blob",
      text: `insert into platform.blob (tenant_id, id, format, store, expires_at) values ($1, $2, 2, 'postgres', now() + ${LIFE})`,
      values: [tenantId, id],
    },
    {
      name: "insert_upload",
      text: "insert into platform.upload (tenant_id, blob_id, length, metadata, created_by) values ($1, $2, $3, $4, $5)",
      values: [tenantId, id, length ?? null, metadata ?? null, createdBy],
    },
  ];
}

/** Announces the length of an upload that has none yet, or this one: a client whose answer was lost says it again. */
export async function setLength(db: Database, tenantId: string, id: string, length: number): Promise<boolean> {
  const [rows = []] = await flushAsTenant(db, tenantId, [
    {
      name: "set_upload_length",
      text: `update platform.upload set length = $3
             where tenant_id = $1 and blob_id = $2 and coalesce(length, $3) = $3 and at_byte <= $3 returning blob_id`,
      values: [tenantId, id, length],
    },
  ]);
  return rows.length === 1;
}

/** How far an upload is, and where it goes from there. */
export interface Advance {
  from: UploadRow;
  offset: number;
  parts: readonly BlobPart[];
  state: Buffer;
}

/**
 * Appends parts, and moves the upload on. Only from the offset that was read, and only while it is alive: otherwise the
 * first statement divides by zero and the whole transaction fails, which `isFenced` tells.
 */
export function advanceUpload(tenantId: string, id: string, { from, offset, parts, state }: Advance): Statement[] {
  const fence = {
    name: "advance_upload",
    text: `with moved as (
             update platform.upload u set at_byte = $4, parts = u.parts + $5, state = $6
             from platform.blob b
             where u.tenant_id = $1 and u.blob_id = $2 and u.at_byte = $3
               and b.tenant_id = $1 and b.id = $2 and b.bytes is null and b.expires_at > now()
             returning u.blob_id)
           select 1 / count(*) as moved from moved`,
    values: [tenantId, id, from.offset, offset, parts.length, state],
  };
  if (parts.length === 0) return [fence];
  const ids = parts.map((part) => part.id);
  return [
    fence,
    {
      name: "keep_blob_parts",
      text: `with kept as (
               update platform.blob set expires_at = null
               where tenant_id = $1 and id = any($2::uuid[]) and bytes is not null and expires_at > now() returning id)
             select 1 / (count(*) = cardinality($2::uuid[]))::int as kept from kept`,
      values: [tenantId, ids],
    },
    {
      name: "insert_blob_parts",
      text: `insert into platform.blob_part (tenant_id, blob_id, seq, part_id, bytes)
             select $1, $2, $3 + n - 1, id, bytes from unnest($4::uuid[], $5::bigint[]) with ordinality as p (id, bytes, n)`,
      values: [tenantId, id, from.parts, ids, parts.map(({ bytes }) => bytes)],
    },
  ];
}

/** From here on it is a blob like any other. */
export function finishUpload(
  tenantId: string,
  id: string,
  { bytes, sha256, sealedParts }: { bytes: number; sha256: Buffer; sealedParts: Buffer },
): Statement {
  return {
    name: "finish_upload",
    text: `with finished as (
             update platform.blob set bytes = $3, sha256 = $4, sealed_key = $5, expires_at = now() + ${LIFE}
             where tenant_id = $1 and id = $2 and bytes is null and expires_at > now() returning id)
           select 1 / count(*) as finished from finished`,
    values: [tenantId, id, bytes, sha256, sealedParts],
  };
}

/** Ends an upload for everybody, unless something has taken it into use: then the statement fails as those above do. */
export function expireUpload(tenantId: string, id: string): Statement {
  return {
    name: "expire_upload",
    text: `with gone as (
             update platform.blob set expires_at = '-infinity'
             where tenant_id = $1 and id = $2 and expires_at > now() returning id)
           select 1 / count(*) as gone from gone`,
    values: [tenantId, id],
  };
}

/** Whether a transaction failed because another writer was first, or the upload is gone (SQLSTATE 22012, division_by_zero). */
export function isFenced(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "22012";
}
