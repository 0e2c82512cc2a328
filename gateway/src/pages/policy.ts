import { randomBytes } from "node:crypto";
import type { FastifyReply } from "fastify";

/** A page for people, with the strictest policy that lets it work: its own script and nothing from elsewhere. */
export function sendPage(
  reply: FastifyReply,
  html: string,
  nonce: string,
  extra: readonly string[] = [],
): FastifyReply {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    ...extra,
  ];
  reply.raw.setHeader(
    "content-security-policy",
    [...policy, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"].join("; "),
  );
  return reply.code(200).header("content-type", "text/html; charset=utf-8").send(html);
}

export function newNonce(): string {
  return randomBytes(16).toString("base64");
}
