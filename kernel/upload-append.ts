import { createHash, type Hash } from "node:crypto";
import { appendAudit } from "./audit.ts";
import type { BlobStore } from "./blob.ts";
import { CHUNK_BYTES } from "./blob-cipher.ts";
import { type BlobPart, listParts, sealParts } from "./blob-parts.ts";
import type { RequestContext } from "./context.ts";
import { type Database, flushAsTenant, type Statement } from "./database.ts";
import type { Envelope } from "./envelope.ts";
import { AppError } from "./error.ts";
import { encodeId } from "./id.ts";
import { openDigest, type UploadDigest } from "./upload-digest.ts";
import { checksumMismatch, offsetMismatch, tooManyParts } from "./upload-errors.ts";
import { advanceUpload, findUpload, finishUpload, isFenced, type UploadRow } from "./upload-row.ts";
import { cutSegments, type SegmentBounds } from "./upload-segments.ts";

/** What the bytes of one call must hash to; as long as they do not all hash to it nothing of them is kept. */
export interface UploadChecksum {
  algorithm: "sha1" | "sha256" | "sha512";
  digest: Buffer;
}

export interface AppendOptions {
  /** The most that the upload may have as a whole while its length is not announced. */
  maxBytes: number;
  checksum?: UploadChecksum | undefined;
}

export interface AppendDeps {
  /** Signed in as bulkhead_gateway. */
  db: Database;
  envelope: Envelope;
  /** Over the same database role. */
  blobs: BlobStore;
  /** What a process may lose that is killed; whole chunks, which with their tags fit one request to S3. */
  segment?: SegmentBounds;
}

const SEGMENT: SegmentBounds = { bytes: 4 * CHUNK_BYTES, ms: 5_000 };
/** A file of 78 GiB in full segments; of five seconds each, more than fit the day that an upload may take. */
const MAX_PARTS = 20_000;
/** A part that is not appended, since its process was killed, goes so long after its upload would. */
const SPARE_MS = 3_600_000;

/** What all steps of one append work on. */
interface Appending {
  deps: AppendDeps;
  ctx: RequestContext;
  tenantId: string;
  id: string;
  digest: UploadDigest;
  /** As it was committed last. */
  row: UploadRow;
}

/** The `append` of an upload store: cuts what comes into segments, each of which becomes a blob and then, committed, a part. */
export async function appendToUpload(
  deps: AppendDeps,
  ctx: RequestContext,
  tenantId: string,
  id: string,
  offset: number,
  source: AsyncIterable<Buffer>,
  { maxBytes, checksum }: AppendOptions,
): Promise<number> {
  const { segment = SEGMENT } = deps;
  const row = await findUpload(deps.db, tenantId, id, ctx.principal.id);
  if (row.offset !== offset) throw offsetMismatch(row.offset);
  if (row.isFinished) return offset;
  const at: Appending = { deps, ctx, tenantId, id, row, digest: await goOnWithDigest(deps, tenantId, id, row) };
  const hash = checksum && createHash(checksum.algorithm);
  const pending: BlobPart[] = [];
  try {
    for await (const pieces of cutSegments(within(source, (row.length ?? maxBytes) - offset), segment)) {
      if (at.row.parts + pending.length >= MAX_PARTS) throw tooManyParts();
      pending.push(await put(at, pieces, hash, segment.bytes));
      if (!hash) await commit(at, pending.splice(0));
    }
    if (checksum && !hash?.digest().equals(checksum.digest)) throw checksumMismatch();
  } catch (error) {
    await discard(at, pending);
    throw error;
  }
  if (pending.length > 0 || (at.row.length === at.row.offset && !at.row.isFinished)) await commit(at, pending);
  return at.row.offset;
}

function goOnWithDigest({ db, envelope, blobs }: AppendDeps, tenantId: string, id: string, row: UploadRow) {
  return openDigest(envelope, tenantId, id, row.state, async function* () {
    for (const part of await listParts(db, tenantId, id)) yield* blobs.read(tenantId, part.id);
  });
}

async function put(
  { deps, tenantId, row, digest }: Appending,
  pieces: AsyncIterable<Buffer>,
  checksum: Hash | undefined,
  maxBytes: number,
): Promise<BlobPart> {
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      digest.update(piece);
      checksum?.update(piece);
      yield piece;
    }
  }
  const expiresAt = new Date((row.expiresAt?.getTime() ?? Date.now()) + SPARE_MS);
  return deps.blobs.put(tenantId, counted(), { maxBytes, expiresAt });
}

async function commit(at: Appending, parts: readonly BlobPart[]): Promise<void> {
  const { deps, ctx, tenantId, id, row } = at;
  const offset = parts.reduce((sum, { bytes }) => sum + bytes, row.offset);
  const state = await at.digest.seal();
  const end = await finishing(at, offset, parts);
  try {
    const statements = [...advanceUpload(tenantId, id, { from: row, offset, parts, state }), ...end];
    await flushAsTenant(deps.db, tenantId, statements);
  } catch (error) {
    // Any other failure leaves open whether they were appended; then they are in use or expire, and are not ours to delete.
    if (!isFenced(error)) throw error;
    await discard(at, parts);
    throw offsetMismatch((await findUpload(deps.db, tenantId, id, ctx.principal.id)).offset);
  }
  at.row = { ...row, offset, parts: row.parts + parts.length, state, isFinished: end.length > 0 };
}

/** The blob's own facts and the audit event of its end, if these parts are the last. */
async function finishing(
  { deps, ctx, tenantId, id, row, digest }: Appending,
  offset: number,
  parts: readonly BlobPart[],
): Promise<Statement[]> {
  if (row.length !== offset) return [];
  const all = [...(await listParts(deps.db, tenantId, id)), ...parts];
  const sealedParts = await sealParts(deps.envelope, tenantId, id, all);
  const sha256 = digest.end();
  const detail = { bytes: offset, sha256: sha256.toString("hex") };
  return [
    finishUpload(tenantId, id, { bytes: offset, sha256, sealedParts }),
    appendAudit(ctx, tenantId, { action: "upload.finish", target: encodeId("blob", id), detail }),
  ];
}

/** What cannot be removed now expires by itself. */
async function discard({ deps, tenantId }: Appending, parts: readonly BlobPart[]): Promise<void> {
  for (const { id } of parts) await deps.blobs.delete(tenantId, id).catch(() => {});
}

/** Fails before the first piece that goes beyond. */
async function* within(source: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of source) {
    bytes += piece.length;
    if (bytes > limit)
      throw new AppError("BODY_TOO_LARGE", `From here on this upload takes ${limit} bytes and no more.`);
    yield piece;
  }
}
