import { Readable } from "node:stream";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { noRoom } from "@bulkhead/kernel/upload-errors.ts";
import type { Edge } from "../edge.ts";
import { recordDenials } from "../errors/format.ts";
import type { Passage } from "../passage.ts";
import { admitDocument, runOperation } from "../pipeline.ts";
import { authorise } from "../steps/authorise.ts";
import { bodyTooLarge } from "../steps/body-size.ts";
import { requireFeatures } from "../steps/features.ts";
import { limitOperation } from "../steps/limit-operation.ts";
import { readContentDigest } from "./content-digest.ts";
import { readDocument } from "./documents.ts";
import { stillAllowed } from "./still-allowed.ts";

const GET_OPTIONS = readDocument("get-import-options");

/** An upload that nothing took into use by then, because its client or this process went away, is removed. */
const UNUSED_FOR_MS = 24 * 3_600_000;

export interface Upload {
  /** The request's body as a stream. */
  body: unknown;
  /** Value of the header Content-Digest. */
  contentDigest: string | undefined;
  /** What the import of it is asked to do, as `createImport` takes it. */
  asked: Record<string, unknown>;
}

/**
 * Stores an uploaded file and answers its id. Everything that can refuse the import without its bytes does so first: the
 * entrance, the permission, what was said of it, the room that the plan has. An upload that ends early, or is not what its digest says, leaves
 * nothing behind.
 */
export async function storeUpload(upload: Upload, passage: Passage, edge: Edge): Promise<string> {
  const { body } = upload;
  if (!(body instanceof Readable))
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "Send the file as the body, with its Content-Type, such as text/csv.");
  admitDocument(passage, edge);
  limitOperation(passage, edge);
  await authorise(passage, edge);
  requireFeatures(passage);
  const maxBytes = uploadLimit(passage, edge);
  if ((passage.arrival.contentLength ?? 0) > maxBytes) throw bodyTooLarge(maxBytes);
  const { tenantId } = passage.request.principal;
  if (tenantId === null) throw new Error("a rule let a principal without a tenant upload");
  const sha256 = readContentDigest(upload.contentDigest);
  const room = await roomFor(upload.asked, passage, edge);
  try {
    const { contentLength } = passage.arrival;
    const source = complete(body, { contentLength, maxBytes, room }, stillAllowed(passage, edge));
    const blob = await edge.ports.uploads.put(tenantId, source, {
      maxBytes,
      expiresAt: new Date(Date.now() + UNUSED_FOR_MS),
      ...(sha256 ? { sha256 } : {}),
    });
    return encodeId("blob", blob.id);
  } catch (error) {
    throw isBrokenOff(error) ? brokenOff(error) : error;
  }
}

/** The most bytes of a file: the installation's bound, or the tenant's own where that is lower. */
export function uploadLimit({ settings }: Passage, { config }: Edge): number {
  return Math.min(config.uploadBytes, settings?.uploadBytes ?? config.uploadBytes);
}

interface Bounds {
  contentLength: number | undefined;
  maxBytes: number;
  /** Bytes that the plan had left when it began; null for any. */
  room: number | null;
}

/** The bytes as they come; fails when there are fewer than declared or more than allowed, or when `mayGoOn` rejects. */
async function* complete(
  body: Readable,
  { contentLength, maxBytes, room }: Bounds,
  mayGoOn: () => Promise<void>,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    await mayGoOn();
    bytes += chunk.length;
    if (bytes > maxBytes) throw bodyTooLarge(maxBytes);
    // Its bytes are counted when all of them are there.
    if (room !== null && bytes > room) throw noRoom(room);
    yield chunk;
  }
  if (contentLength !== undefined && bytes < contentLength) throw brokenOff();
}

function brokenOff(cause?: unknown): AppError {
  return new AppError("INCOMPLETE_BODY", "The upload ended early. Nothing was stored; send it again.", { cause });
}

function isBrokenOff(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

/**
 * Refuses what its import would be refused for whatever the file, by a read of its own with the caller's rights. Answers how
 * many bytes the plan has room for.
 */
async function roomFor(
  { upload: _, ...asked }: Record<string, unknown>,
  passage: Passage,
  edge: Edge,
): Promise<number | null> {
  const input = { ...asked, bytes: passage.arrival.contentLength };
  const lookup: Passage = {
    ...passage,
    operation: { source: GET_OPTIONS, operationName: undefined, variables: { input } },
    prepared: undefined,
    result: undefined,
  };
  await runOperation(lookup, edge);
  const { data, errors = [] } = lookup.result ?? {};
  recordDenials(errors, lookup.request, lookup.prepared?.name ?? "", edge);
  if (errors[0]) throw errors[0];
  const { importOptions } = data as { importOptions: { bytesLeft: number | null } };
  return importOptions.bytesLeft;
}
