import { createHash, randomBytes } from "node:crypto";

/** How long a link of an invitation works, in seconds: a week, so that nobody misses it over a holiday. */
export const INVITATION_SECONDS = 7 * 24 * 3_600;

/** What a link says: the tenant that it is of, and the digest of the whole of it. */
export interface InvitationToken {
  tenantId: string;
  digest: Buffer;
}

/** 16 bytes of the tenant's uuid and 32 random ones in base64url (RFC 4648 section 5): 64 characters, of which none is spare. */
const TOKEN = /^[A-Za-z0-9_-]{64}$/;
const TENANT_BYTES = 16;

/** A new token. It exists here and in the link, nowhere else. */
export function makeInvitationToken(tenantId: string): string {
  const tenant = Buffer.from(tenantId.replaceAll("-", ""), "hex");
  return Buffer.concat([tenant, randomBytes(32)]).toString("base64url");
}

/** What is kept of a token, SHA-256, which needs no slow hash for so many bits; undefined for a text that is no token. */
export function readInvitationToken(token: unknown): InvitationToken | undefined {
  if (typeof token !== "string" || !TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, "base64url");
  const hex = bytes.subarray(0, TENANT_BYTES).toString("hex");
  const tenantId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { tenantId, digest: createHash("sha256").update(bytes).digest() };
}
