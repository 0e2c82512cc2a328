import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";

/** What a link is for. All of it is signed; the export stands in the address, the rest in the signature. */
export interface LinkClaims {
  /** uuid */
  tenantId: string;
  /** uuid */
  exportId: string;
  /** uuid */
  linkId: string;
  /** In seconds since 1970. */
  expiresAt: number;
}

export interface LinkSignatures {
  sign(claims: LinkClaims): string;
  /** What a signature says of an export; undefined when we did not make it for this one. */
  read(exportId: string, signature: string): LinkClaims | undefined;
}

const UUID_BYTES = 16;
const TIME_BYTES = 6;
const CLAIMS_BYTES = 2 * UUID_BYTES + TIME_BYTES;
const TAG_BYTES = 32;
const LENGTH = Math.ceil(((CLAIMS_BYTES + TAG_BYTES) * 4) / 3);
const FORM = new RegExp(`^[\\w-]{${LENGTH}}$`);

/** Signs with HMAC-SHA256, whole: a signature opens a file to anybody, and can be tried for days. */
export function createLinkSignatures(key: Buffer): LinkSignatures {
  const secret = createSecretKey(key);
  const tag = (exportId: string, claims: Buffer) =>
    createHmac("sha256", secret).update("export link\0").update(bytesOf(exportId)).update(claims).digest();
  return {
    sign({ tenantId, exportId, linkId, expiresAt }) {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUIntBE(expiresAt, 0, TIME_BYTES);
      const claims = Buffer.concat([bytesOf(tenantId), bytesOf(linkId), time]);
      return Buffer.concat([claims, tag(exportId, claims)]).toString("base64url");
    },
    read(exportId, signature) {
      if (!FORM.test(signature)) return undefined;
      const bytes = Buffer.from(signature, "base64url");
      // Its last character has bits to spare: of several texts for the same bytes only ours is good.
      if (bytes.toString("base64url") !== signature) return undefined;
      const claims = bytes.subarray(0, CLAIMS_BYTES);
      if (!timingSafeEqual(bytes.subarray(CLAIMS_BYTES), tag(exportId, claims))) return undefined;
      return {
        tenantId: uuidOf(claims.subarray(0, UUID_BYTES)),
        exportId,
        linkId: uuidOf(claims.subarray(UUID_BYTES, 2 * UUID_BYTES)),
        expiresAt: claims.readUIntBE(2 * UUID_BYTES, TIME_BYTES),
      };
    },
  };
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
