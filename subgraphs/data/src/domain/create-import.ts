import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { Blob } from "@bulkhead/kernel/blob.ts";
import { isBlobGone, keepBlob } from "@bulkhead/kernel/blob-keep.ts";
import { flushAsTenant, type Statement, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import type {
  Compression,
  Delimiter,
  FileFormat,
  FileOptions,
  Formulas,
  TextEncoding,
} from "../imports/formats/file-options.ts";
import { readFileOptions } from "../imports/formats/read-file-options.ts";
import { type ImportNode, toImport } from "../imports/import-node.ts";
import { IMPORT_JOB, type ImportPayload } from "../imports/import-payload.ts";
import type { ImportMode } from "../imports/import-state.ts";
import { requireWholeUpload } from "../imports/require-whole-upload.ts";

export interface CreateImportInput {
  collection: string;
  /** Public id of a finished upload of the same tenant. */
  upload: string;
  mode: ImportMode;
  format?: FileFormat | null;
  encoding?: TextEncoding | null;
  compression?: Compression | null;
  delimiter?: Delimiter | null;
  items?: string | null;
  formulas: Formulas;
}

/** Largest file: its length is an `Int` of GraphQL. */
const MAX_BYTES = 2 ** 31 - 1;

/** Puts an upload on its way into a collection. Its bytes are safe already, so once this returns it will be done. */
export async function createImport(ctx: DataContext, input: CreateImportInput): Promise<ImportNode> {
  const tenantId = authorizeIn(ctx, "import:create", input.collection);
  const options = readFileOptions(input);
  const blobId = decodeId("blob", input.upload, "input.upload");
  const collection = await ctx.collections.byName(tenantId, input.collection);
  await requireWholeUpload(ctx, tenantId, blobId);
  const blob = await ctx.blobs.stat(tenantId, blobId);
  if (blob.bytes > MAX_BYTES)
    throw new AppError("BODY_TOO_LARGE", `A file may have at most ${MAX_BYTES} bytes. Split it into several.`);
  const id = newUuid();
  const { mode } = input;
  const detail = { collection: collection.name, bytes: blob.bytes, sha256: blob.sha256, mode, ...saidOf(options) };
  try {
    const [[created]] = (await flushAsTenant(ctx.db, tenantId, [
      insertImport(ctx, tenantId, id, collection.id, blob, mode, options),
      keepBlob(tenantId, blobId),
      enqueueJob(ctx, tenantId, { kind: IMPORT_JOB, key: id, payload: { importId: id } satisfies ImportPayload }),
      appendOutbox(tenantId, [{ type: "import.created", subject: id, payload: { collectionId: collection.id } }]),
      appendAudit(ctx, tenantId, { action: "import.create", target: encodeId("import", id), detail }),
    ])) as [[{ created_at: string }]];
    return queued({
      id,
      collection: collection.name,
      mode,
      ...options,
      bytes: blob.bytes,
      ...created,
      created_by: ctx.principal.id,
    });
  } catch (error) {
    if (isBlobGone(error)) throw notFound();
    if (violatedConstraint(error) !== "import_tenant_id_blob_id_key") throw error;
    throw alreadyImported(error);
  }
}

function saidOf(options: FileOptions): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

function alreadyImported(cause: unknown): AppError {
  const message = "This upload belongs to an import already. Upload the file again.";
  return new AppError("CONFLICT", message, { fields: [{ path: "input.upload", code: "UPLOAD_USED", message }], cause });
}

function insertImport(
  ctx: DataContext,
  tenantId: string,
  id: string,
  collectionId: string,
  blob: Blob,
  mode: ImportMode,
  options: FileOptions,
): Statement {
  return {
    name: "import_insert",
    text: `insert into data.import (tenant_id, id, collection_id, blob_id, mode, status, bytes, request_id, created_by,
             format, encoding, compression, delimiter, items, formulas)
           values ($1, $2, $3, $4, $5, 'QUEUED', $6, $7, $8, $9, $10, $11, $12, $13, $14) returning created_at`,
    values: [
      tenantId,
      id,
      collectionId,
      blob.id,
      mode,
      blob.bytes,
      ctx.requestId,
      ctx.principal.id,
      options.format,
      options.encoding,
      options.compression,
      options.delimiter,
      options.items,
      options.formulas,
    ],
  };
}

function queued(
  row: FileOptions & {
    id: string;
    collection: string;
    mode: ImportMode;
    bytes: number;
    created_at: string;
    created_by: string;
  },
): ImportNode {
  const nothingYet = { rows_read: 0, rows_stored: 0, rows_rejected: 0, finished_at: null };
  const noFailure = { failure_code: null, failure_line: null, failure_message: null };
  return toImport({ ...row, status: "QUEUED", ...nothingYet, ...noFailure });
}
