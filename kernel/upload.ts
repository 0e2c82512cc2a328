import { appendAudit } from "./audit.ts";
import type { RequestContext } from "./context.ts";
import { flushAsTenant } from "./database.ts";
import { encodeId } from "./id.ts";
import { authorize } from "./principal.ts";
import { quotaLeft } from "./quota-left.ts";
import { type AppendDeps, type AppendOptions, appendToUpload } from "./upload-append.ts";
import { inUse, lengthIsSet, overQuota } from "./upload-errors.ts";
import { expireUpload, findUpload, insertUpload, isFenced, setLength, type UploadRow } from "./upload-row.ts";

/**
 * Uploads that arrive in pieces, by whatever processes. Each is its principal's alone: to all others it is not there. How far
 * it is stands in the database, and moves only with the bytes that are kept; of two who go on from the same byte one is
 * refused. Finished, it is the blob of the same id. Every method: NOT_FOUND, UPLOAD_EXPIRED, FORBIDDEN.
 */
export interface UploadStore {
  /** `id` is a uuid that the caller made. Errors: QUOTA_EXCEEDED, when so many bytes are more than the plan has left. */
  create(ctx: RequestContext, id: string, given: { length?: number; metadata?: string }): Promise<void>;
  find(ctx: RequestContext, id: string): Promise<UploadRow>;
  /** Errors: CONFLICT. */
  setLength(ctx: RequestContext, id: string, length: number): Promise<void>;
  /**
   * Keeps what arrives from `offset` on, and answers up to where. What arrived before the source or this process broke off
   * stays, but for the segment that a killed process was at. Errors: OFFSET_MISMATCH, BODY_TOO_LARGE, CHECKSUM_MISMATCH, QUOTA_EXCEEDED.
   */
  append(
    ctx: RequestContext,
    id: string,
    offset: number,
    source: AsyncIterable<Buffer>,
    options: AppendOptions,
  ): Promise<number>;
  remove(ctx: RequestContext, id: string): Promise<void>;
}

export function createUploadStore(deps: AppendDeps): UploadStore {
  const { db, blobs } = deps;
  return {
    async create(ctx, id, { length, metadata }) {
      const tenantId = authorize(ctx, "import:create");
      const quota = length === undefined ? undefined : await quotaLeft(db, tenantId, "bytes");
      if (quota && (length ?? 0) > quota.left) throw overQuota(quota.most, quota.left);
      const event = { action: "upload.create", target: encodeId("blob", id) };
      await flushAsTenant(db, tenantId, [
        ...insertUpload(tenantId, id, { length, metadata, createdBy: ctx.principal.id }),
        appendAudit(ctx, tenantId, length === undefined ? event : { ...event, detail: { bytes: length } }),
      ]);
      if (length === 0) await appendToUpload(deps, ctx, tenantId, id, 0, nothing(), { maxBytes: 0 });
    },
    async find(ctx, id) {
      const tenantId = authorize(ctx, "import:create");
      return findUpload(db, tenantId, id, ctx.principal.id);
    },
    async setLength(ctx, id, length) {
      const tenantId = authorize(ctx, "import:create");
      await findUpload(db, tenantId, id, ctx.principal.id);
      if (!(await setLength(db, tenantId, id, length))) throw lengthIsSet();
    },
    async append(ctx, id, offset, source, options) {
      const tenantId = authorize(ctx, "import:create");
      return appendToUpload(deps, ctx, tenantId, id, offset, source, options);
    },
    async remove(ctx, id) {
      const tenantId = authorize(ctx, "import:create");
      const { isFinished, expiresAt } = await findUpload(db, tenantId, id, ctx.principal.id);
      if (isFinished && expiresAt === undefined) throw inUse();
      const event = { action: "upload.delete", target: encodeId("blob", id) };
      await flushAsTenant(db, tenantId, [expireUpload(tenantId, id), appendAudit(ctx, tenantId, event)]).catch(
        (error) => {
          throw isFenced(error) ? inUse() : error;
        },
      );
      // From here on nobody finds it; bytes that cannot be removed now are the sweeper's.
      await blobs.delete(tenantId, id).catch(() => {});
    },
  };
}

async function* nothing(): AsyncGenerator<Buffer> {}
