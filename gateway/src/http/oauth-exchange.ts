import type { IncomingMessage } from "node:http";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { HttpExchange, HttpReply } from "@bulkhead/kernel/http-exchange.ts";
import { readBody } from "@bulkhead/kernel/internal-body.ts";
import type { FastifyReply } from "fastify";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";
import { bodyTooLarge } from "../steps/body-size.ts";

/**
 * Of one connection (RFC 9110 section 7.6.1), or saying how long the body is, which is seen on the body itself. `via` and
 * `forwarded` tell a way that ends here.
 */
const OF_THE_WAY: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "content-length",
  "via",
  "forwarded",
]);

/** What a request says, as the authorisation server sees it. */
export function exchangeOf(
  message: IncomingMessage,
  target: string,
  body: Buffer | undefined,
  { request }: Passage,
  { config }: Edge,
): HttpExchange {
  const { clientAddress, requestId } = request;
  const headers = headersOf(message.rawHeaders);
  // Whatever name we were called by: addresses in answers are made of it, and none may be a stranger's.
  headers.set("host", new URL(config.publicOrigin).host);
  if (body) headers.set("content-length", String(body.length));
  return { method: message.method ?? "", target, headers: Object.fromEntries(headers), body, clientAddress, requestId };
}

/**
 * Headers by lower-case name, as sent and not as Node sums them up: of some it keeps the first alone, and whoever sends two
 * credentials or two proofs has to be seen doing so. Twice the same name becomes a list (RFC 9110 section 5.3).
 *
 * Nothing that OAuth knows begins with `x-`: such headers are how proxies and servers talk behind a proxy, and a client's
 * are lies.
 */
function headersOf(raw: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] as string).toLowerCase();
    const value = raw[at + 1] as string;
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}${name === "cookie" ? "; " : ", "}${value}`);
  }
  const named = headers.get("connection")?.toLowerCase().split(",") ?? [];
  for (const name of named) headers.delete(name.trim());
  for (const name of headers.keys()) if (OF_THE_WAY.has(name) || name.startsWith("x-")) headers.delete(name);
  return headers;
}

/**
 * Nothing that two readers could read in two ways. To others `/oauth/x/../token`, `/oauth\token`, `/oauth/TOKEN`,
 * `/oauth/token/` and `/oauth/token#` are all the same, and whoever guards an address by its name would be passed by.
 */
const PLAIN = /^\/(account|operator|(oauth|\.well-known)\/[a-z_-]+)(\/[\w-]+)*$/;

/**
 * Path and query. A target in absolute form (RFC 9112 section 3.2.2) loses its origin. Undefined when the path is not a
 * plain one.
 */
export function targetOf(url: string): string | undefined {
  const target = url.replace(/^https?:\/\/[^/?#]*/, "");
  const end = target.indexOf("?");
  return PLAIN.test(end < 0 ? target : target.slice(0, end)) ? target : undefined;
}

/** The whole body, whatever its type. Throws BODY_TOO_LARGE, or INCOMPLETE_BODY when it is not there after `ms`. */
export async function readWhole(message: IncomingMessage, limit: number, ms: number): Promise<Buffer> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), ms);
  const body = await Promise.race([readBody(message, limit), late]);
  clearTimeout(timer);
  switch (body) {
    case "too long":
      throw bodyTooLarge(limit);
    // No 408: browsers send such a request again by themselves, and a grant is not to be asked for twice.
    case "late":
      throw new AppError("INCOMPLETE_BODY", `The body did not arrive within ${ms / 1_000} s. Send it again.`);
    case "broken off":
      throw new AppError("INCOMPLETE_BODY", "The body ended early. Send it again.");
    default:
      return body;
  }
}

/** What the edge says itself, or does not pass on. */
const OURS: ReadonlySet<string> = new Set([...OF_THE_WAY, "date", "x-request-id"]);

/** Answers as the authorisation server did: its headers go before the gateway's own. */
export function sendReply(reply: FastifyReply, { status, headers, body }: HttpReply): FastifyReply {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    // Only an answer to HEAD may tell a length that its body does not have.
    if (OURS.has(key) && !(key === "content-length" && reply.request.method === "HEAD")) continue;
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  for (const [name, all] of values) reply.raw.setHeader(name, all.length === 1 ? (all[0] as string) : all);
  const type = values.get("content-type")?.[0];
  if (type !== undefined) reply.header("content-type", type);
  return body.length === 0 ? reply.code(status).send() : reply.code(status).send(body);
}
