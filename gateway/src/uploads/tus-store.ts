import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { UploadStore } from "@bulkhead/kernel/upload.ts";
import { offsetMismatch } from "@bulkhead/kernel/upload-errors.ts";
import { UPLOAD_LIFE_MS, type UploadRow } from "@bulkhead/kernel/upload-row.ts";
import { DataStore, Upload } from "@tus/server";

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

/** What comes from the request itself, and is not heard by the library. */
export interface FromRequest {
  /** Upload-Metadata: the library would answer values that are no UTF-8 otherwise than they came. */
  metadata: string | undefined;
  /** Upload-Offset and Upload-Length of a PATCH. */
  offset: number | undefined;
  length: number | undefined;
  /** Brings the bytes: the library's streams would lose what they hold when a connection breaks. */
  append(uuid: string, offset: number): Promise<number>;
  /** Hears of each upload that is looked up. */
  found(row: UploadRow): void;
}

/** The uploads of one principal, as @tus/server asks for them. */
export function tusStore(uploads: UploadStore, ctx: RequestContext, request: FromRequest): DataStore {
  const store = new DataStore();
  store.extensions = EXTENSIONS;
  return Object.assign(store, {
    getExpiration: () => UPLOAD_LIFE_MS,
    async create(upload: Upload) {
      const { size } = upload;
      const { metadata } = request;
      await uploads.create(ctx, uuidOf(upload.id), {
        ...(size === undefined ? {} : { length: size }),
        ...(metadata === undefined ? {} : { metadata }),
      });
      return upload;
    },
    async getUpload(id: string) {
      const row = await uploads.find(ctx, uuidOf(id));
      request.found(row);
      const { offset, length, expiresAt } = row;
      if (request.offset !== undefined && request.offset !== offset) throw offsetMismatch(offset);
      // A client whose answer was lost announces the length again, which the library takes for another one.
      const isOpen = length === undefined || length === request.length;
      return new Upload({
        id,
        offset,
        ...(isOpen ? {} : { size: length }),
        // The library counts an upload's life from there on.
        creation_date: new Date((expiresAt?.getTime() ?? Date.now() + UPLOAD_LIFE_MS) - UPLOAD_LIFE_MS).toISOString(),
      });
    },
    declareUploadLength: (id: string, length: number) => uploads.setLength(ctx, uuidOf(id), length),
    write: (_stream: unknown, id: string, offset: number) => request.append(uuidOf(id), offset),
    remove: (id: string) => uploads.remove(ctx, uuidOf(id)),
  });
}

function uuidOf(id: string): string {
  const uuid = tryDecodeId("blob", id);
  if (uuid === undefined) throw notFound();
  return uuid;
}
