import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { UploadChecksum } from "@bulkhead/kernel/upload-append.ts";
import { TUS_RESUMABLE } from "@tus/server";
import { badHeader } from "../rest/input.ts";
import { bodyTooLarge } from "../steps/body-size.ts";

export const TUS_VERSION = TUS_RESUMABLE;
export const CHECKSUM_ALGORITHMS = ["sha1", "sha256", "sha512"] as const;
const DIGEST_BYTES: Record<UploadChecksum["algorithm"], number> = { sha1: 20, sha256: 32, sha512: 64 };

export const CHUNK_TYPE = "application/offset+octet-stream";

/** Characters of Upload-Metadata: a name or two, and not a place to keep things. */
const METADATA_LENGTH = 4_096;
const PAIR = /^[!-+\x2d-~]+( ([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)?$/;
const WHOLE = /^(0|[1-9][0-9]{0,15})$/;

/** What is wrong with a request is said before anything of it is done, header by header. */
export function checkTusHeaders(method: string, headers: IncomingHttpHeaders, maxBytes: number): void {
  if (headers["tus-resumable"] !== TUS_VERSION)
    throw new AppError(
      "UNSUPPORTED_TUS_VERSION",
      `Send \`Tus-Resumable: ${TUS_VERSION}\`: this address speaks that version of the tus protocol and no other.`,
    );
  if (headers["upload-concat"] !== undefined)
    throw badHeader("Upload-Concat", "is not supported here: send the file as one upload.");
  if (method === "POST") checkCreation(headers, maxBytes);
  if (method === "PATCH") checkPatch(headers, maxBytes);
}

function checkCreation(headers: IncomingHttpHeaders, maxBytes: number): void {
  const { "upload-length": length, "upload-defer-length": deferred } = headers;
  if ((length === undefined) === (deferred === undefined))
    throw badHeader(
      "Upload-Length",
      "must say how many bytes the file has, or `Upload-Defer-Length: 1` that a later request does: send one of them.",
    );
  if (deferred !== undefined && deferred !== "1") throw badHeader("Upload-Defer-Length", "must be 1.");
  if (length !== undefined) checkLength(length, maxBytes);
  const metadata = headers["upload-metadata"];
  if (metadata !== undefined) checkMetadata(String(metadata));
  if (hasBody(headers) && headers["content-type"] !== CHUNK_TYPE)
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", `Send the file's first bytes as ${CHUNK_TYPE}, or no body.`);
}

function checkPatch(headers: IncomingHttpHeaders, maxBytes: number): void {
  if (headers["content-type"] !== CHUNK_TYPE)
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", `Send this body as ${CHUNK_TYPE}: set the Content-Type header.`);
  if (!WHOLE.test(String(headers["upload-offset"])))
    throw badHeader("Upload-Offset", "must be the byte from which on this body goes on; HEAD answers it.");
  const length = headers["upload-length"];
  if (length !== undefined) checkLength(length, maxBytes);
}

function checkLength(length: string | string[], maxBytes: number): void {
  if (!WHOLE.test(String(length))) throw badHeader("Upload-Length", "must be a whole number of bytes.");
  if (Number(length) > maxBytes) throw bodyTooLarge(maxBytes);
}

function checkMetadata(metadata: string): void {
  if (metadata.length > METADATA_LENGTH)
    throw badHeader("Upload-Metadata", `may have at most ${METADATA_LENGTH} characters.`);
  if (!isMetadata(metadata))
    throw badHeader(
      "Upload-Metadata",
      "must have keys, each once, and after a space a value in base64 (RFC 4648 section 4), separated by commas.",
    );
}

function isMetadata(text: string): boolean {
  const pairs = text.split(",");
  const keys = new Set(pairs.map((pair) => pair.split(" ")[0]));
  return keys.size === pairs.length && pairs.every((pair) => PAIR.test(pair));
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** `Upload-Checksum: sha256 <base64>`; undefined when none is sent. */
export function readChecksum(header: string | string[] | undefined): UploadChecksum | undefined {
  if (header === undefined) return undefined;
  const [name, base64 = "", ...more] = String(header).split(" ");
  const algorithm = CHECKSUM_ALGORITHMS.find((one) => one === name);
  if (algorithm === undefined)
    throw badHeader("Upload-Checksum", `must begin with the name of an algorithm: ${CHECKSUM_ALGORITHMS.join(", ")}.`);
  const digest = Buffer.from(base64, "base64");
  if (more.length > 0 || digest.length !== DIGEST_BYTES[algorithm] || digest.toString("base64") !== base64)
    throw badHeader("Upload-Checksum", "must have the digest behind a space, in base64 (RFC 4648 section 4).");
  return { algorithm, digest };
}
