import { createHash, randomBytes } from "node:crypto";

/** How long an activation link works, in seconds: a long weekend. */
export const ACTIVATION_SECONDS = 72 * 60 * 60;

/** 256 random bits in base64url (RFC 4648 section 5). The last of 43 characters carries four bits, so it has 16 forms. */
const TOKEN = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** A new token. It exists here and in the link, nowhere else. */
export function makeActivationToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a token: SHA-256 of its 32 bytes, which need no slow hash. Undefined for a text that is no token. */
export function digestActivationToken(token: string): Buffer | undefined {
  return TOKEN.test(token) ? createHash("sha256").update(Buffer.from(token, "base64url")).digest() : undefined;
}

/** The page of the authorisation server on which whoever has the link sets a password. */
export function activationUrl(publicOrigin: string, token: string): string {
  return `${publicOrigin}/oauth/activate?token=${token}`;
}
