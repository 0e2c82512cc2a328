import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { UploadStore } from "@bulkhead/kernel/upload.ts";
import { UPLOAD_LIFE_MS } from "@bulkhead/kernel/upload-row.ts";
import { DataStore, Metadata, Upload } from "@tus/server";

/** What @tus/server knows itself, and what it leaves to us. */
export const EXTENSIONS = [
  "creation",
  "creation-with-upload",
  "creation-defer-length",
  "expiration",
  "termination",
  "checksum",
];

export const newUploadId = () => encodeId("blob", newUuid());

/**
 * The uploads of one principal, as @tus/server asks for them. `append` brings the bytes: they come from the request itself
 * and not through the library, whose streams would lose what they hold when a connection breaks.
 */
export function tusStore(
  uploads: UploadStore,
  ctx: RequestContext,
  append: (uuid: string, offset: number) => Promise<number>,
): DataStore {
  const store = new DataStore();
  store.extensions = EXTENSIONS;
  return Object.assign(store, {
    getExpiration: () => UPLOAD_LIFE_MS,
    async create(upload: Upload) {
      const { size, metadata } = upload;
      await uploads.create(ctx, uuidOf(upload.id), {
        ...(size === undefined ? {} : { length: size }),
        ...(metadata === undefined ? {} : { metadata: Metadata.stringify(metadata) }),
      });
      return upload;
    },
    async getUpload(id: string) {
      const { offset, length, metadata, expiresAt } = await uploads.find(ctx, uuidOf(id));
      return new Upload({
        id,
        offset,
        ...(length === undefined ? {} : { size: length }),
        ...(metadata === undefined ? {} : { metadata: Metadata.parse(metadata) }),
        // The library counts an upload's life from there on.
        creation_date: new Date((expiresAt?.getTime() ?? Date.now() + UPLOAD_LIFE_MS) - UPLOAD_LIFE_MS).toISOString(),
      });
    },
    declareUploadLength: (id: string, length: number) => uploads.setLength(ctx, uuidOf(id), length),
    write: (_stream: unknown, id: string, offset: number) => append(uuidOf(id), offset),
    remove: (id: string) => uploads.remove(ctx, uuidOf(id)),
  });
}

function uuidOf(id: string): string {
  const uuid = tryDecodeId("blob", id);
  if (uuid === undefined) throw notFound();
  return uuid;
}
