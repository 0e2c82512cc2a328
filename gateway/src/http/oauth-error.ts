import { ERROR_STATUS, type ErrorCode } from "@bulkhead/kernel/error.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { PublicError } from "../errors/format.ts";
import { targetOf } from "./oauth-exchange.ts";

/** Addresses that programs ask, and whose refusals they read as RFC 6749 section 5.2 says. */
const ASKED_BY_PROGRAMS: ReadonlySet<string> = new Set([
  "/oauth/token",
  "/oauth/introspect",
  "/oauth/revoke",
  "/oauth/par",
  "/oauth/device_authorization",
]);

/** Codes that OAuth registered (RFC 6749 section 11.4); what is not here is a fault of the request. */
const ERRORS: Partial<Record<ErrorCode, string>> = {
  RATE_LIMITED: "temporarily_unavailable",
  SUBGRAPH_UNAVAILABLE: "temporarily_unavailable",
  UNAVAILABLE: "temporarily_unavailable",
  INTERNAL_SERVER_ERROR: "server_error",
};

/** A circuit that is open is tried every second. */
const AWAY_SECONDS = "1";

/** RFC 6749 section 5.2 */
const NOT_IN_DESCRIPTIONS = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;

/**
 * Refuses a request to the authorisation server: in OAuth's form where a program asked, which this answers; the caller
 * sends everything else. A refusal says nothing about anybody, so pages of any origin may read it: they would otherwise
 * take it for a broken network, and try again at once.
 */
export function sendOAuthErrors(
  { routeOptions, url }: FastifyRequest,
  reply: FastifyReply,
  { message, extensions: { code } }: PublicError,
): boolean {
  if (routeOptions.config?.speaks !== "oauth") return false;
  const isAway = code === "SUBGRAPH_UNAVAILABLE" || code === "UNAVAILABLE";
  if (isAway) reply.raw.setHeader("retry-after", AWAY_SECONDS);
  reply.raw.setHeader("access-control-allow-origin", "*");
  reply.raw.setHeader("access-control-expose-headers", "retry-after, x-request-id");
  if (!ASKED_BY_PROGRAMS.has(targetOf(url)?.split("?")[0] ?? "")) return false;
  // No media type at all is refused as is one that the authorisation server does not take.
  const status = code === "UNSUPPORTED_MEDIA_TYPE" ? 400 : ERROR_STATUS[code];
  const description = isAway ? "The authorisation server does not answer. Try again in a moment." : message;
  const body = {
    error: ERRORS[code] ?? "invalid_request",
    error_description: description.replace(NOT_IN_DESCRIPTIONS, "'"),
  };
  void reply.code(status).header("content-type", "application/json; charset=utf-8").send(JSON.stringify(body));
  return true;
}
