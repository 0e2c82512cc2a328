import type { FastifyReply } from "fastify";
import type { GatewayConfig } from "../config.ts";

/**
 * Headers of every answer. An API answer is never a document to be shown, so nothing may frame it, sniff it or load
 * anything from it; pages set a policy of their own.
 */
export function securityHeaders(config: GatewayConfig): Record<string, string> {
  return {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    ...(config.publicOrigin.startsWith("https:")
      ? { "strict-transport-security": "max-age=31536000; includeSubDomains" }
      : {}),
  };
}

export function setHeaders(reply: FastifyReply, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value);
}
