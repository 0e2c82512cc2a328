import { createCipheriv, createDecipheriv } from "node:crypto";

/** Plain bytes in a chunk; only the last chunk of a blob is shorter. */
export const CHUNK_BYTES = 1 << 20;
const TAG_BYTES = 16;
/** Stored bytes of a full chunk: ciphertext, then the tag. */
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

/**
 * Seals the chunks of one blob with AES-256-GCM (NIST SP 800-38D) in the STREAM construction (Hoang, Reyhanitabar,
 * Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", section 7): the nonce is the
 * chunk's number and whether it is the last. So a chunk opens only in its own place, and a blob cut short or continued
 * does not open at its end. The key serves this one blob, written once, front to back: no nonce can come twice.
 */
export interface BlobCipher {
  seal(seq: number, isLast: boolean, chunk: Buffer): Buffer;
  /** Undefined when anything is not as it was sealed; no byte of such a chunk leaves. */
  open(seq: number, isLast: boolean, sealed: Buffer): Buffer | undefined;
}

/** `key`: 32 random bytes, which the caller keeps and destroys. The ids are bound beside it, so that it fits nowhere else. */
export function createBlobCipher(key: Buffer, tenantId: string, blobId: string): BlobCipher {
  const bound = Buffer.concat([Buffer.from("bulkhead blob 1\0"), uuidBytes(tenantId), uuidBytes(blobId)]);
  return {
    seal(seq, isLast, chunk) {
      const cipher = createCipheriv("aes-256-gcm", key, nonceOf(seq, isLast)).setAAD(bound);
      return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
    },
    open(seq, isLast, sealed) {
      if (sealed.length < TAG_BYTES) return undefined;
      const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(seq, isLast), { authTagLength: TAG_BYTES });
      decipher.setAAD(bound).setAuthTag(sealed.subarray(-TAG_BYTES));
      const chunk = decipher.update(sealed.subarray(0, -TAG_BYTES));
      try {
        decipher.final();
        return chunk;
      } catch {
        return undefined;
      }
    },
  };
}

/** Eleven bytes of number, one that says whether it is the last. */
function nonceOf(seq: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(seq, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}
