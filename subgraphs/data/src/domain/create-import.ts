import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { Blob } from "@bulkhead/kernel/blob.ts";
import { isBlobGone, keepBlob } from "@bulkhead/kernel/blob-keep.ts";
import { flushAsTenant, type Statement, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, authorizeIn } from "@bulkhead/kernel/principal.ts";
import { expired } from "@bulkhead/kernel/upload-errors.ts";
import type { DataContext } from "../context.ts";
import { answerAgain, digestOf, dropUpload, earlierImport, refuseBadKey } from "../imports/actions/idempotency.ts";
import { NEEDED } from "../imports/actions/may-still.ts";
import { type FoundUpload, findUpload } from "../imports/find-upload.ts";
import type { FileOptions } from "../imports/formats/file-options.ts";
import { type ImportNode, type ImportRow, toImport } from "../imports/import-node.ts";
import { IMPORT_JOB, type ImportPayload } from "../imports/import-payload.ts";
import type { ImportJob, ImportMode } from "../imports/import-state.ts";
import type { ProfileRow } from "../imports/profiles/profile-node.ts";
import { type ImportRequest, readRequest } from "../imports/read-request.ts";
import { requireAnyRoom } from "../imports/require-room.ts";

export interface CreateImportInput extends ImportRequest {
  /** Public id of a finished upload of the same tenant. */
  upload: string;
}

/** Puts an upload on its way into a collection. Its bytes are safe already, so once this returns it will be done. */
export async function createImport(ctx: DataContext, input: CreateImportInput): Promise<ImportNode> {
  const tenantId = authorizeIn(ctx, "import:create", input.collection);
  for (const permission of NEEDED[input.action]) authorize(ctx, permission);
  refuseBadKey(input.idempotencyKey);
  const blobId = decodeId("blob", input.upload, "input.upload");
  const upload = await findUpload(ctx, tenantId, blobId);
  try {
    return await begin(ctx, tenantId, input, blobId, upload);
  } catch (error) {
    // What came along with its request, nobody can ask for by another. What is in doubt the sweeper removes.
    const isRefused = error instanceof AppError && error.code !== "UNAVAILABLE";
    if (isRefused && upload.isOfRequest) await dropUpload(ctx, tenantId, blobId).catch(() => {});
    throw error;
  }
}

async function begin(
  ctx: DataContext,
  tenantId: string,
  input: CreateImportInput,
  blobId: string,
  { isGone, isUsed }: FoundUpload,
): Promise<ImportNode> {
  const { action, dryRun, idempotencyKey } = input;
  const asked = { digest: digestOf(input), blobId, isUsed };
  const earlier = idempotencyKey == null ? undefined : await earlierImport(ctx, tenantId, idempotencyKey);
  if (earlier) return answerAgain(ctx, tenantId, earlier, asked);
  if (isGone) throw expired();
  if (isUsed) throw alreadyUsed();
  const { collection, key, profile, options, mode } = await readRequest(ctx, tenantId, input);
  const blob = await ctx.blobs.stat(tenantId, blobId);
  // What writes over records or replaces them may need no more room than there is.
  if (action === "CREATE" && !dryRun) await requireAnyRoom(ctx.db, tenantId);
  const id = newUuid();
  const whose = { collection: collection.name, bytes: blob.bytes, mode, action, dryRun };
  const detail = {
    ...whose,
    sha256: blob.sha256,
    ...(key ? { key: key.name } : {}),
    ...(profile ? { profile: profile.name } : {}),
    ...saidOf(options),
  };
  try {
    const [[created]] = (await flushAsTenant(ctx.db, tenantId, [
      insertImport(
        ctx,
        tenantId,
        { id, collectionId: collection.id, blob, key, digest: asked.digest, options, mode, profile },
        input,
      ),
      keepBlob(tenantId, blobId),
      enqueueJob(ctx, tenantId, { kind: IMPORT_JOB, key: id, payload: { importId: id } satisfies ImportPayload }),
      appendOutbox(tenantId, [{ type: "import.created", subject: id, payload: { collectionId: collection.id } }]),
      appendAudit(ctx, tenantId, { action: "import.create", target: encodeId("import", id), detail }),
    ])) as [[{ created_at: string }]];
    const { dryRun: dry_run, ...rest } = whose;
    const about = { id, ...rest, dry_run, key_field: key?.name ?? null, profile: profile?.name ?? null, ...options };
    return queued({ ...about, ...created, created_by: ctx.principal.id });
  } catch (error) {
    const isTaken = violatedConstraint(error) === "import_tenant_id_blob_id_key";
    const isSecond = isTaken || violatedConstraint(error) === "import_idempotency" || isBlobGone(error);
    const first = isSecond && idempotencyKey != null ? await earlierImport(ctx, tenantId, idempotencyKey) : undefined;
    // Asked for twice at once: the other was first.
    if (first) return answerAgain(ctx, tenantId, first, asked);
    if (isBlobGone(error)) throw notFound();
    throw isTaken ? alreadyUsed(error) : error;
  }
}

function saidOf(options: FileOptions): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

function alreadyUsed(cause?: unknown): AppError {
  const message = "This upload belongs to an import already, or is none. Upload the file again.";
  return new AppError("CONFLICT", message, { fields: [{ path: "input.upload", code: "UPLOAD_USED", message }], cause });
}

interface NewImport {
  mode: ImportMode;
  profile: ProfileRow | null;
  options: FileOptions;
  id: string;
  collectionId: string;
  blob: Blob;
  key: ImportJob["key"];
  digest: string;
}

function insertImport(
  ctx: DataContext,
  tenantId: string,
  { id, collectionId, blob, key, digest, options, mode, profile }: NewImport,
  { action, dryRun, idempotencyKey }: CreateImportInput,
): Statement {
  const { format, encoding, compression, delimiter, items, formulas } = options;
  return {
    name: "import_insert",
    text: `insert into data.import (tenant_id, id, collection_id, blob_id, mode, status, bytes, request_id, created_by, action,
             key_field, key_slot, dry_run, idempotency_key, request_digest, file_digest,
             format, encoding, compression, delimiter, items, formulas, profile, fields, others)
           values ($1, $2, $3, $4, $5, 'QUEUED', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24)
           returning created_at`,
    values: [
      ...[tenantId, id, collectionId, blob.id, mode, blob.bytes, ctx.requestId, ctx.principal.id, action],
      ...[key?.name ?? null, key?.slot ?? null, dryRun, idempotencyKey ?? null, digest, blob.sha256],
      ...[format, encoding, compression, delimiter, items, formulas],
      ...[profile?.name ?? null, profile && JSON.stringify(profile.fields), profile?.others ?? null],
    ],
  };
}

type Given = FileOptions &
  Pick<
    ImportRow,
    | "id"
    | "collection"
    | "mode"
    | "action"
    | "key_field"
    | "profile"
    | "dry_run"
    | "bytes"
    | "created_at"
    | "created_by"
  >;

function queued(row: Given): ImportNode {
  const nothingYet = { rows_read: 0, rows_stored: 0, rows_rejected: 0, finished_at: null };
  const noRecords = { records_created: 0, records_updated: 0, records_unchanged: 0, records_deleted: 0 };
  const noFailure = { failure_code: null, failure_line: null, failure_message: null };
  const noPace = { phase: "CHECK", at_row: 0, progress: 0, moved_at: null, pace_from: null } as const;
  const begun = { ...noPace, pace_row: 0, pace_progress: 0, status: "QUEUED", run: 0, undo_status: null } as const;
  return toImport({ ...row, ...begun, ...nothingYet, ...noRecords, ...noFailure });
}
