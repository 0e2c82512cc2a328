import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";

/**
 * Secrets that stand outside the database, by version. A stolen table of digests alone cannot even confirm a guess, and
 * a new version replaces an old one key by key.
 */
export interface Peppers {
  /** Version new keys are made with. */
  current: number;
  /** Key objects, since bytes would be taken in anew at every call; and no log or inspection shows what they hold. */
  keys: ReadonlyMap<number, KeyObject>;
}

/** HMAC-SHA256 over the whole key. 256 random bits need no slow hash, and a slow one would be a lever for attackers. */
export function digestApiKey(peppers: Peppers, version: number, key: string): Buffer | undefined {
  const pepper = peppers.keys.get(version);
  return pepper && createHmac("sha256", pepper).update(key).digest();
}

/** Compares in constant time. False as well when the pepper of that version is gone. */
export function matchesDigest(peppers: Peppers, version: number, key: string, digest: Buffer): boolean {
  const actual = digestApiKey(peppers, version, key);
  return actual !== undefined && timingSafeEqual(actual, digest);
}
