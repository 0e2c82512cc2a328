import { AppError } from "@bulkhead/kernel/error.ts";

const SHA256_BYTES = 32;
/** `key=:base64:`, with parameters that mean nothing to us (RFC 9651 sections 3.2 and 3.3.5). */
const MEMBER = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):(;[^,]*)?$/;

/**
 * The SHA-256 a client announces in `Content-Digest` (RFC 9530 section 2); undefined when it announces none. Digests of
 * other algorithms are passed over, as the RFC allows; a field that cannot be read is refused, since its sender counts on it.
 */
export function readContentDigest(field: string | undefined): Buffer | undefined {
  if (field === undefined) return undefined;
  let digest: Buffer | undefined;
  for (const member of field.split(",")) {
    const [, algorithm, base64 = ""] = MEMBER.exec(member.trim()) ?? [];
    if (algorithm === undefined) throw unreadable();
    if (algorithm !== "sha-256") continue;
    // Of members with the same key the last counts.
    digest = Buffer.from(base64, "base64");
    if (digest.length !== SHA256_BYTES) throw unreadable();
  }
  return digest;
}

function unreadable(): AppError {
  const message = "Content-Digest must be `sha-256=:<base64 of the 32 bytes>:` (RFC 9530), or be left out.";
  const fields = [{ path: "Content-Digest", code: "INVALID_HEADER", message }];
  return new AppError("BAD_USER_INPUT", message, { fields });
}
