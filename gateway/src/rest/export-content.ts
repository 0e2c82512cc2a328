import { Readable } from "node:stream";
import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import { readRange, type WantedRange } from "./byte-range.ts";
import { stillAllowed } from "./still-allowed.ts";

/** What the document of the route answers. */
export interface ExportAnswer {
  id: string;
  status: string;
  /** Of an export of records; that of a tenant is an archive. */
  collection?: string;
  format?: string;
  compression?: string;
  /** In hexadecimal. */
  sha256?: string | null;
  parts: { blob: string; bytes: number }[];
}

/** Sends an export's archive, or a range of it, for as long as whoever asked may have it. */
export function sendExport(found: unknown, request: FastifyRequest, reply: FastifyReply, edge: Edge): FastifyReply {
  const { passage } = request;
  const { tenantId } = passage.request.principal;
  const answer = found as ExportAnswer;
  if (answer.status === "EXPIRED") throw notFound();
  if (answer.status !== "SUCCEEDED" || tenantId === null)
    throw new AppError(
      "CONFLICT",
      "This export cannot be fetched: ask for its status, and wait until it has succeeded.",
    );
  return sendFile(answer, { tenantId, mayGoOn: stillAllowed(passage, edge, answer.collection) }, request, reply, edge);
}

/** Whose file it is, and what rejects once it may not flow on. */
export interface Flow {
  tenantId: string;
  mayGoOn(): Promise<void>;
}

/** Sends the parts of a file one after another, or a range of them, opened chunk by chunk. */
export function sendFile(
  answer: ExportAnswer,
  { tenantId, mayGoOn }: Flow,
  { headers, method }: FastifyRequest,
  reply: FastifyReply,
  edge: Edge,
): FastifyReply {
  const { id, sha256, parts } = answer;
  const { name, mediaType } = fileOf(answer);
  const length = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const etag = `"${id}"`;
  const ifRange = headers["if-range"];
  // A range is for GET alone (RFC 9110 section 14.2); one that is refused is told what there is (section 15.5.17).
  reply.raw.setHeader("content-range", `bytes */${length}`);
  const asked = method === "GET" ? headers.range : undefined;
  const wanted = readRange(asked, Array.isArray(ifRange) ? "" : ifRange, etag, length);
  reply.raw.removeHeader("content-range");
  const { from, to } = wanted ?? { from: 0, to: length };
  reply.raw.setHeader("content-type", mediaType);
  reply.raw.setHeader("content-disposition", `attachment; filename="${name}"`);
  reply.raw.setHeader("accept-ranges", "bytes");
  reply.raw.setHeader("etag", etag);
  // Of the whole file, whatever range is asked for (RFC 9530 section 3).
  if (sha256) reply.raw.setHeader("repr-digest", `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`);
  reply.raw.setHeader("content-length", String(to - from));
  if (wanted) reply.raw.setHeader("content-range", `bytes ${from}-${to - 1}/${length}`);
  // What a HEAD would read is read to its end, for nobody.
  if (method === "HEAD") return reply.code(200).send(Readable.from([]));
  const bytes = readParts(edge.ports.uploads, tenantId, parts, { from, to }, mayGoOn);
  return reply.code(wanted ? 206 : 200).send(Readable.from(bytes, { objectMode: false, highWaterMark: 1 }));
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  CSV: "text/csv; charset=utf-8; header=present",
  JSON: "application/json",
  NDJSON: "application/x-ndjson",
  XML: "application/xml",
};

function fileOf({ id, collection, format, compression }: ExportAnswer): { name: string; mediaType: string } {
  if (format === undefined) return { name: `bulkhead-export-${id}.tar.gz`, mediaType: "application/gzip" };
  const name = `${collection}-${id}.${format.toLowerCase()}`;
  if (compression === "GZIP") return { name: `${name}.gz`, mediaType: "application/gzip" };
  return { name, mediaType: MEDIA_TYPES[format] ?? "application/octet-stream" };
}

async function* readParts(
  blobs: BlobStore,
  tenantId: string,
  parts: ExportAnswer["parts"],
  { from, to }: WantedRange,
  mayGoOn: () => Promise<void>,
): AsyncGenerator<Buffer> {
  let at = 0;
  for (const { blob, bytes } of parts) {
    const [first, end] = [Math.max(from - at, 0), Math.min(to - at, bytes)];
    at += bytes;
    if (first >= end) continue;
    for await (const chunk of blobs.read(tenantId, decodeId("blob", blob, "blob"), { from: first, to: end })) {
      await mayGoOn();
      yield chunk;
    }
  }
}
