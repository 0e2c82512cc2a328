import { Readable } from "node:stream";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { UploadStore } from "@bulkhead/kernel/upload.ts";
import type { UploadRow } from "@bulkhead/kernel/upload-row.ts";
import { Server } from "@tus/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import { admitOperation } from "../pipeline.ts";
import { readDocument } from "../rest/documents.ts";
import { stillAllowed } from "../rest/still-allowed.ts";
import { uploadLimit } from "../rest/upload.ts";
import { arriving } from "./arriving.ts";
import { CHECKSUM_ALGORITHMS, CHUNK_TYPE, checkTusHeaders, readChecksum, TUS_VERSION } from "./tus-headers.ts";
import { refusalOf } from "./tus-refusal.ts";
import { EXTENSIONS, newUploadId, tusStore } from "./tus-store.ts";

const PATH = "/v1/uploads";
/** Who may import a file may upload one; and it counts as that does. */
const IMPORT = readDocument("create-import");

/** Of a request, and of an answer: the library sets others for browsers, and here http/cors.ts speaks to them. */
const HEARD = [
  "tus-resumable",
  "upload-length",
  "upload-defer-length",
  "upload-offset",
  "content-type",
  "content-length",
];
const TOLD = ["location", "upload-length", "upload-defer-length", "upload-offset", "upload-expires"];

/** One process at a time goes on with an upload because the database has one offset for all of them. */
const NO_LOCK = { newLock: () => ({ lock: async () => {}, unlock: async () => {} }) };

/** Resumable uploads by the tus protocol 1.0.0 (docs/adr/0047), behind the same pipeline as everything. */
export function addUploadRoutes(app: FastifyInstance, edge: Edge): void {
  const { resumable } = edge.ports;
  if (resumable === undefined) return;
  const { uploadBytes } = edge.config;
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // The stream itself is handed on: a file is never held in memory.
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    const config = { speaks: "rest", guarded: true, bodyLimit: uploadBytes, contentType: CHUNK_TYPE } as const;
    const route = (method: "POST" | "HEAD" | "PATCH" | "DELETE", url: string) =>
      scope.route({
        method,
        url,
        config,
        bodyLimit: uploadBytes,
        handler: (request, reply) => answerUpload(request, reply, edge, resumable),
      });
    route("POST", PATH);
    for (const method of ["HEAD", "PATCH", "DELETE", "POST"] as const) route(method, `${PATH}/:id`);
    scope.options(PATH, { config: { ...config, guarded: "asNobody" } }, (_request, reply) => tellProtocol(reply, edge));
    done();
  });
}

/** What may be asked by anybody: it is the same for all. */
function tellProtocol(reply: FastifyReply, edge: Edge): FastifyReply {
  reply.raw.setHeader("tus-resumable", TUS_VERSION);
  reply.raw.setHeader("tus-version", TUS_VERSION);
  reply.raw.setHeader("tus-extension", EXTENSIONS.join(","));
  reply.raw.setHeader("tus-max-size", String(edge.config.uploadBytes));
  reply.raw.setHeader("tus-checksum-algorithm", CHECKSUM_ALGORITHMS.join(","));
  return reply.code(204).send();
}

async function answerUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  edge: Edge,
  uploads: UploadStore,
): Promise<FastifyReply> {
  const { passage, headers } = request;
  reply.raw.setHeader("tus-resumable", TUS_VERSION);
  reply.raw.setHeader("tus-version", TUS_VERSION);
  passage.operation = { source: IMPORT, operationName: undefined, variables: {} };
  await admitOperation(passage, edge);
  const maxBytes = uploadLimit(passage, edge);
  const method = methodOf(request, reply);
  checkTusHeaders(method, headers, maxBytes);
  const checksum = readChecksum(headers["upload-checksum"]);
  const body = request.body instanceof Readable ? request.body : Readable.from([]);
  const came = arriving(body, stillAllowed(passage, edge));
  let row: UploadRow | undefined;
  const store = tusStore(uploads, passage.request, {
    metadata: textOf(headers["upload-metadata"]),
    offset: method === "PATCH" ? numberOf(headers["upload-offset"]) : undefined,
    length: method === "PATCH" ? numberOf(headers["upload-length"]) : undefined,
    append: (uuid, offset) => uploads.append(passage.request, uuid, offset, came.pieces, { maxBytes, checksum }),
    found(one) {
      row = one;
    },
  });
  const answer = await ask(method, request, maxBytes, store).finally(() => {
    // Clients of the protocol go on after a connection that breaks, and give up where they are told that they are at fault.
    if (came.isBrokenOff()) request.raw.destroy();
  });
  for (const name of TOLD) {
    const value = answer.headers.get(name);
    if (value !== null) reply.raw.setHeader(name, value);
  }
  if (method === "HEAD" && row) tellMore(reply, row);
  return reply.code(answer.status).send();
}

/** Metadata as it came, and until when the upload is kept, finished or not. */
function tellMore(reply: FastifyReply, { metadata, expiresAt }: UploadRow): void {
  if (metadata !== undefined) reply.raw.setHeader("upload-metadata", metadata);
  if (expiresAt !== undefined) reply.raw.setHeader("upload-expires", expiresAt.toUTCString());
}

const textOf = (header: string | string[] | undefined) => (header === undefined ? undefined : String(header));
const numberOf = (header: string | string[] | undefined) => (header === undefined ? undefined : Number(header));

/** Asks the library what the protocol wants to be done and answered. */
async function ask(
  method: string,
  { headers, params }: FastifyRequest,
  maxSize: number,
  datastore: ReturnType<typeof tusStore>,
): Promise<Response> {
  const { id } = params as { id?: string };
  if (id !== undefined && tryDecodeId("blob", id) === undefined) throw notFound();
  let fault: unknown;
  const server = new Server({
    path: PATH,
    datastore,
    maxSize,
    locker: NO_LOCK,
    relativeLocation: true,
    namingFunction: newUploadId,
    onResponseError(_request, error) {
      fault = error;
      return undefined;
    },
  });
  const heard = new Headers();
  for (const name of HEARD) if (typeof headers[name] === "string") heard.set(name, headers[name]);
  const url = `http://localhost${PATH}${id === undefined ? "" : `/${id}`}`;
  const answer = await server.handleWeb(new Request(url, { method, headers: heard }));
  if (answer.status >= 400) throw refusalOf(answer.status, fault);
  return answer;
}

/** Clients that can send nothing but POST say in a header what they mean. */
function methodOf({ method, headers, params }: FastifyRequest, reply: FastifyReply): string {
  if (method !== "POST" || (params as { id?: string }).id === undefined) return method;
  const meant = headers["x-http-method-override"];
  if (meant === "PATCH" || meant === "DELETE" || meant === "HEAD") return meant;
  reply.raw.setHeader("allow", "HEAD, PATCH, DELETE");
  throw new AppError("METHOD_NOT_ALLOWED", "Use PATCH, HEAD or DELETE here, or name one in X-HTTP-Method-Override.");
}
