import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { DataContext } from "../context.ts";

interface Resumable {
  /** Null unless it was begun as one that resumes. */
  created_by: string | null;
  is_of_export: boolean;
  at_byte: string;
  length: string | null;
  finished: boolean;
  alive: boolean;
}

/**
 * Of a resumable upload: it is imported by whose it is, to all others it is not there, and when all of it has come. Any other
 * upload passes, but for a part of an export, which the import would take with it. Answers whether it is gone, which is no
 * fault of a request that its import was created by before.
 */
export async function requireWholeUpload(ctx: DataContext, tenantId: string, blobId: string): Promise<boolean> {
  const [upload] = await readAsTenant<Resumable>(ctx.db, tenantId, {
    name: "resumable_upload",
    text: `select u.created_by, u.at_byte, u.length, b.bytes is not null as finished,
             b.id is not null and (b.expires_at is null or b.expires_at > now()) as alive, e.is_of_export
           from (select exists (select from data.export_part where tenant_id = $1 and blob_id = $2) as is_of_export) e
           left join platform.upload u on u.tenant_id = $1 and u.blob_id = $2
           left join platform.blob b on b.tenant_id = u.tenant_id and b.id = u.blob_id`,
    values: [tenantId, blobId],
  });
  if (upload === undefined || upload.is_of_export) throw notFound();
  if (upload.created_by === null) return false;
  if (upload.created_by !== ctx.principal.id) throw notFound();
  if (upload.finished || !upload.alive) return !upload.alive;
  const all = upload.length === null ? "" : ` of ${upload.length}`;
  const address = `/v1/uploads/${encodeId("blob", blobId)}`;
  const message = `Of this upload ${upload.at_byte}${all} bytes have come. Go on with it at ${address}, then import it.`;
  throw new AppError("CONFLICT", message, { fields: [{ path: "input.upload", code: "UPLOAD_UNFINISHED", message }] });
}
