import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { DataContext } from "../context.ts";

interface Row {
  created_by: string | null;
  at_byte: string;
  length: string | null;
  finished: boolean;
  alive: boolean;
  used: boolean | null;
  is_of_export: boolean;
}

/** What is to be imported. */
export interface FoundUpload {
  /** No longer there, which is no fault of a request that its import was created by before. */
  isGone: boolean;
  /** In use already: by an import, or as what never was an upload. */
  isUsed: boolean;
  /** It came along with the request that asks for the import, and nothing else has it. */
  isOfRequest: boolean;
}

/**
 * What is in use must stay: an import deletes its file in the end. Uploads live for a day until they are used, all else for
 * longer. A resumable upload is imported by whose it is, to all others it is not there, and when all of it has come. Any other one
 * came with the request. Errors: NOT_FOUND, CONFLICT.
 */
export async function findUpload(ctx: DataContext, tenantId: string, blobId: string): Promise<FoundUpload> {
  const [upload] = await readAsTenant<Row>(ctx.db, tenantId, {
    name: "resumable_upload",
    text: `select u.created_by, u.at_byte, u.length, b.bytes is not null as finished,
             b.id is not null and (b.expires_at is null or b.expires_at > now()) as alive,
             b.bytes is not null and (b.expires_at is null
               or u.blob_id is null and b.expires_at > b.created_at + interval '25 hours') as used,
             exists (select from data.export_part p where p.tenant_id = $1 and p.blob_id = asked.id) as is_of_export
           from (select $2::uuid as id) as asked
           left join platform.upload u on u.tenant_id = $1 and u.blob_id = asked.id
           left join platform.blob b on b.tenant_id = $1 and b.id = asked.id`,
    values: [tenantId, blobId],
  });
  if (upload?.is_of_export) throw notFound();
  const isUsed = upload?.used === true;
  // Whether it is there is said where it is read.
  if (!upload || upload.created_by === null) return { isGone: false, isUsed, isOfRequest: !isUsed };
  if (upload.created_by !== ctx.principal.id) throw notFound();
  if (upload.finished || !upload.alive) return { isGone: !upload.alive, isUsed, isOfRequest: false };
  const all = upload.length === null ? "" : ` of ${upload.length}`;
  const address = `/v1/uploads/${encodeId("blob", blobId)}`;
  const message = `Of this upload ${upload.at_byte}${all} bytes have come. Go on with it at ${address}, then import it.`;
  throw new AppError("CONFLICT", message, { fields: [{ path: "input.upload", code: "UPLOAD_UNFINISHED", message }] });
}
