import { hkdfSync } from "node:crypto";

/**
 * One secret of the installation, many keys: each purpose gets its own by HKDF-SHA256 (RFC 5869), so that knowing one
 * tells nothing of another and of the secret.
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "bulkhead", purpose, 32));
}

/** The password with which a room's role signs in to PostgreSQL. */
export function rolePassword(secret: string, role: string): string {
  return deriveKey(secret, `database role ${role}`).toString("base64url");
}
