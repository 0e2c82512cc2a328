import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { encodeId, ID_PREFIX, tryDecodeId } from "@bulkhead/kernel/id.ts";

/**
 * `bh_<environment>_<key id>_<secret><checksum>`. The prefix lets scanners find keys, the environment keeps a key of
 * a test installation out of the real one, the id names the key without giving it away, the secret is 256 random bits,
 * and the checksum tells a mistyped or invented key from a real one without any lookup.
 */
export const KEY_ENVIRONMENTS = ["live", "test", "dev"] as const;
export type KeyEnvironment = (typeof KEY_ENVIRONMENTS)[number];

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^43 > 2^256. */
const SECRET_LENGTH = 43;
/** 62^6 > 2^32. */
const CHECKSUM_LENGTH = 6;
const SHAPE = /^bh_(live|test|dev)_([0-9a-z]{26})_[0-9A-Za-z]{49}$/;

/** A new key. It exists here and in the answer, nowhere else. */
export function makeApiKey(environment: KeyEnvironment, keyUuid: string): string {
  const suffix = encodeId("apiKey", keyUuid).slice(ID_PREFIX.apiKey.length + 1);
  const body = `bh_${environment}_${suffix}_${randomBase62(SECRET_LENGTH)}`;
  return body + checksum(body);
}

/** The uuid of the key, or undefined when the text is no key of this environment. */
export function parseApiKey(environment: KeyEnvironment, key: string): string | undefined {
  const [, keyEnvironment, suffix] = SHAPE.exec(key) ?? [];
  if (keyEnvironment !== environment) return undefined;
  if (checksum(key.slice(0, -CHECKSUM_LENGTH)) !== key.slice(-CHECKSUM_LENGTH)) return undefined;
  return tryDecodeId("apiKey", `${ID_PREFIX.apiKey}_${suffix}`);
}

/**
 * Random letters and digits, 43 of which are 256 bits. Bytes from 248 on are thrown away: 256 is no multiple of 62, and
 * keeping them would favour the first letters.
 */
export function randomBase62(length: number): string {
  let text = "";
  while (text.length < length)
    for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
  return text;
}

/** CRC-32 of ISO 3309, as in gzip, in base 62 with leading zeros. */
function checksum(body: string): string {
  let rest = crc32(body);
  let text = "";
  for (let at = 0; at < CHECKSUM_LENGTH; at++) {
    text = ALPHABET[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
