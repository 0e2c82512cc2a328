import { createCipheriv, createDecipheriv, randomFillSync } from "node:crypto";

/**
 * A sealed value: format (1 byte) | version of the data key (4 bytes, big-endian) | IV (12) | tag (16) | ciphertext.
 * AES-256-GCM with a random 96-bit IV (NIST SP 800-38D section 8.2.2).
 */
const FORMAT = 1;
const HEADER_BYTES = 5;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What sealing adds to a value, in bytes. */
export const SEAL_OVERHEAD = HEADER_BYTES + IV_BYTES + TAG_BYTES;

const random = Buffer.alloc(8_192);
let randomAt = random.length;

/** Random bytes drawn many at a time: each draw from the system costs as much as sealing a short value. */
export function randomPart(bytes: number): Buffer {
  if (randomAt + bytes > random.length) {
    randomFillSync(random);
    randomAt = 0;
  }
  const part = Buffer.from(random.subarray(randomAt, randomAt + bytes));
  random.fill(0, randomAt, randomAt + bytes);
  randomAt += bytes;
  return part;
}

/**
 * Texts as one unambiguous run of bytes: how many there are, then each with its length before it, so that `["ab", "c"]`
 * and `["a", "bc"]` differ. Ill-formed texts are refused: UTF-8 would make different ones alike.
 */
export function encodeParts(parts: readonly string[]): Buffer {
  let bytes = 4;
  for (const part of parts) bytes += 4 + Buffer.byteLength(part);
  const encoded = Buffer.allocUnsafe(bytes);
  let at = encoded.writeUInt32BE(parts.length, 0);
  for (const part of parts) {
    if (!part.isWellFormed()) throw new TypeError("associated data must be well-formed text");
    const length = encoded.write(part, at + 4);
    at = encoded.writeUInt32BE(length, at) + length;
  }
  return encoded;
}

/** What a data key seals is bound to tenant, purpose, version and format; made once per key. */
export function keyBinding(tenantId: string, purpose: string, version: number): Buffer {
  return encodeParts(["bulkhead value", String(FORMAT), tenantId, purpose, String(version)]);
}

export function sealValue(key: Buffer, version: number, associated: readonly Buffer[], plaintext: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(SEAL_OVERHEAD + plaintext.length);
  sealed.writeUInt8(FORMAT, 0);
  sealed.writeUInt32BE(version, 1);
  encrypt(key, sealed.subarray(HEADER_BYTES), associated, plaintext);
  return sealed;
}

/** The version of the data key a value was sealed with; undefined when this is no sealed value. */
export function sealedVersion(sealed: Buffer): number | undefined {
  return sealed.length >= SEAL_OVERHEAD && sealed[0] === FORMAT ? sealed.readUInt32BE(1) : undefined;
}

/** Throws when value, key or associated data are not those it was sealed with. */
export function openValue(key: Buffer, associated: readonly Buffer[], sealed: Buffer): Buffer {
  return decrypt(key, sealed.subarray(HEADER_BYTES), associated);
}

/** A key under another one: IV, tag, ciphertext; `parts` say what it is for. */
export function wrapKey(wrapping: Buffer, parts: readonly string[], key: Buffer): Buffer {
  const wrapped = Buffer.allocUnsafe(IV_BYTES + TAG_BYTES + key.length);
  encrypt(wrapping, wrapped, [encodeParts(parts)], key);
  return wrapped;
}

/** Throws when it was altered or made for something else. */
export function unwrapKey(wrapping: Buffer, parts: readonly string[], wrapped: Buffer): Buffer {
  return decrypt(wrapping, wrapped, [encodeParts(parts)]);
}

function encrypt(key: Buffer, into: Buffer, associated: readonly Buffer[], plaintext: Buffer): void {
  const iv = randomPart(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  for (const part of associated) cipher.setAAD(part);
  iv.copy(into);
  const body = cipher.update(plaintext);
  body.copy(into, IV_BYTES + TAG_BYTES);
  cipher.final();
  cipher.getAuthTag().copy(into, IV_BYTES);
}

function decrypt(key: Buffer, sealed: Buffer, associated: readonly Buffer[]): Buffer {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new Error("too short to be sealed");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  for (const part of associated) decipher.setAAD(part);
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
  decipher.final();
  return plaintext;
}
