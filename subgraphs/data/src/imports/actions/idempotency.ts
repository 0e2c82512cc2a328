import { hash } from "node:crypto";
import { flushAsTenant, readAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import type { DataContext } from "../../context.ts";
import { type ImportNode, type ImportRow, SELECT_IMPORT, toImport } from "../import-node.ts";

/** What was asked for, whatever the order of its parts, without the file and the key: equal for equal requests. */
export function digestOf(input: object): string {
  const parts = Object.entries(input)
    .filter(([name, value]) => value != null && name !== "upload" && name !== "idempotencyKey")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return hash("sha256", JSON.stringify(parts), "base64url");
}

export function refuseBadKey(key: string | null | undefined): void {
  if (key == null || /^[\x20-\x7e]{1,255}$/.test(key)) return;
  const message = "Give a key of 1 to 255 printable ASCII characters, such as a UUID.";
  refuseFaults([{ path: "input.idempotencyKey", code: "INVALID_KEY", message }]);
}

interface Earlier extends ImportRow {
  blob_id: string;
  request_digest: string;
  file_digest: string;
}

/** The import that the same principal asked for with this key; undefined when there is none. */
export async function earlierImport(ctx: DataContext, tenantId: string, key: string): Promise<Earlier | undefined> {
  const [row] = await readAsTenant<Earlier>(ctx.db, tenantId, {
    name: "import_by_idempotency_key",
    text: `select one.*, i.blob_id, i.request_digest, i.file_digest from (${SELECT_IMPORT} where i.tenant_id = $1) as one
           join data.import i on i.tenant_id = $1 and i.id = one.id
           where i.created_by = $2 and i.idempotency_key = $3`,
    values: [tenantId, ctx.principal.id, key],
  });
  return row;
}

/** Answers a request that was made before; CONFLICT when it was another one. The upload it brought again is not needed. */
export async function answerAgain(
  ctx: DataContext,
  tenantId: string,
  earlier: Earlier,
  asked: { digest: string; blobId: string; isUsed: boolean },
): Promise<ImportNode> {
  if (asked.digest !== earlier.request_digest) throw reused();
  if (asked.blobId !== earlier.blob_id) {
    const { sha256 } = await ctx.blobs.stat(tenantId, asked.blobId);
    if (sha256 !== earlier.file_digest) throw reused();
    if (!asked.isUsed) await dropUpload(ctx, tenantId, asked.blobId);
  }
  return toImport(earlier);
}

/** Only one that nothing has taken into use, and from then on nothing can. */
export async function dropUpload({ db, blobs }: DataContext, tenantId: string, blobId: string): Promise<void> {
  const [[dropped] = []] = await flushAsTenant(db, tenantId, [
    {
      name: "drop_upload",
      text: `update platform.blob set expires_at = '-infinity'
             where tenant_id = $1 and id = $2 and bytes is not null and expires_at is not null returning id`,
      values: [tenantId, blobId],
    },
  ]);
  // What dies here is removed by the sweeper.
  if (dropped) await blobs.delete(tenantId, blobId);
}

export function reused(): AppError {
  const message =
    "You have used this idempotency key for another import. Give a new key, or repeat the request as it was.";
  return new AppError("CONFLICT", message, {
    fields: [{ path: "input.idempotencyKey", code: "IDEMPOTENCY_KEY_REUSED", message }],
  });
}
