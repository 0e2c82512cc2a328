import cors from "@fastify/cors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { GatewayConfig } from "../config.ts";

/** Of the tus protocol, sections "Headers" of the core and of its extensions. */
const UPLOAD_HEADERS = ["tus-resumable", "upload-length", "upload-defer-length", "upload-offset", "upload-metadata"];
const UPLOAD_REQUEST_HEADERS = [...UPLOAD_HEADERS, "upload-checksum", "x-http-method-override", "x-requested-with"];
const UPLOAD_ANSWER_HEADERS = [
  ...UPLOAD_HEADERS,
  "upload-expires",
  "tus-version",
  "tus-extension",
  "tus-max-size",
  "tus-checksum-algorithm",
];

/** What a script may send beside what every page may. */
const ALLOWED = [
  "authorization",
  "content-type",
  "content-encoding",
  "dpop",
  "accept",
  "digest",
  "content-digest",
  "idempotency-key",
  "cache-control",
  "if-match",
  "if-none-match",
  "last-event-id",
  ...UPLOAD_REQUEST_HEADERS,
];
/** What a script may read of an answer: which request it was, when to come back, how to prove more, how old it is, what its file is called. */
const EXPOSED = [
  "x-request-id",
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "www-authenticate",
  "location",
  "content-disposition",
  "link",
  "etag",
  "age",
  "cache-status",
  ...UPLOAD_ANSWER_HEADERS,
];
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the configured origins call the API with a token of their own. No cookie opens anything there, so none is
 * allowed to be sent. The authorisation server decides for its own addresses, by the client that asks.
 */
export async function addCors(app: FastifyInstance, { allowedOrigins }: GatewayConfig): Promise<void> {
  if (allowedOrigins.length === 0) return;
  await app.register(cors, {
    delegator: (request, done) =>
      done(null, {
        origin:
          request.url.startsWith("/oauth/") || request.url.startsWith("/.well-known/") ? false : [...allowedOrigins],
        credentials: false,
        methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        // OPTIONS that is no preflight is for the routes to answer: tus asks so what is spoken here.
        preflight: isPreflight(request),
        allowedHeaders: ALLOWED,
        exposedHeaders: EXPOSED,
        maxAge: PREFLIGHT_SECONDS,
      }),
  });
}

function isPreflight({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}
