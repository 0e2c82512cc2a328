import { createHmac, randomBytes } from "node:crypto";

/** Crockford's base32, in which no two characters look alike: there is no I, L, O or U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 16;
/** How many an account has at a time. */
export const RECOVERY_CODES = 10;

/** Eighty random bits, in four groups of four characters. */
export function newRecoveryCode(): string {
  const code = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte & 31]).join("");
  return (code.match(/.{4}/g) ?? []).join("-");
}

/** A code as it was made, whatever of case, dashes and look-alikes was typed; undefined for a text that can be none. */
export function readRecoveryCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? code : undefined;
}

/** As it is kept. Bound to its account, and to a key that is not in the database: a dump cannot be searched. */
export function digestRecoveryCode(key: Buffer, accountId: string, code: string): Buffer {
  return createHmac("sha256", key)
    .update(`${accountId} ${readRecoveryCode(code)}`)
    .digest();
}
