import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { JSONWebKeySet, JWK } from "jose";

/** How long a key is in the JWKS before it signs, in ms: whoever keeps a JWKS has read it anew by then. */
export const PUBLISH_AHEAD_MS = 3_600_000;

/**
 * How long a key stays in the JWKS after it has signed its last, in ms: an ID token lives an hour, no token of ours that
 * is verified with a key lives longer; the rest is for clocks and for a process that heard of its successor late.
 */
export const KEEP_MS = 2 * 3_600_000;

/** A key older than this, in ms, is replaced. */
export const ROTATE_AFTER_MS = 90 * 24 * 3_600_000;

/** When a key does what, in ms since 1970. In order of their making wherever there are several. */
export interface KeyTimes {
  /** uuid */
  kid: string;
  /** In the JWKS from then on. */
  createdAt: number;
  /** May sign from then on. */
  signsFrom: number;
  /** Leaves the JWKS then; null while no newer key takes over. */
  retiresAt: number | null;
}

export interface SigningKey extends KeyTimes {
  /** ES256, with kid, alg and use. */
  privateJwk: JWK;
  publicJwk: JWK;
  publicKey: KeyObject;
}

/** What a process signs and verifies with. */
export interface SigningKeySet {
  /** The one that signs comes first; never empty. */
  privateJwks: JWK[];
  publicJwks: JSONWebKeySet;
}

export type KeyState = "PUBLISHED" | "SIGNING" | "RETIRING" | "RETIRED";

export function newPrivateJwk(kid: string): JWK {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...(privateKey.export({ format: "jwk" }) as JWK), kid, alg: "ES256", use: "sig" };
}

/** The public part by name, so that nothing else is ever published. Throws when it is no key of P-256. */
export function publicPart({ kty, crv, x, y, kid, alg, use }: JWK): { publicJwk: JWK; publicKey: KeyObject } {
  if (kty !== "EC" || crv !== "P-256" || alg !== "ES256" || use !== "sig" || typeof kid !== "string")
    throw new Error("this is no key for ES256");
  const publicJwk = { kty, crv, x, y, kid, alg, use } as JWK;
  return { publicJwk, publicKey: createPublicKey({ key: { kty, crv, x, y } as JWK, format: "jwk" }) };
}

export function isPublished({ retiresAt }: KeyTimes, now: number): boolean {
  return retiresAt === null || now < retiresAt;
}

/**
 * The key that signs: the newest of those that may. Where none may yet, the one that may first: the clock of who made
 * it was ahead, and nothing else is left to sign with.
 */
export function signingKeyOf<K extends KeyTimes>(keys: readonly K[], now: number): K | undefined {
  const published = keys.filter((key) => isPublished(key, now));
  const ready = published.findLast(({ signsFrom }) => signsFrom <= now);
  return ready ?? published.toSorted((a, b) => a.signsFrom - b.signsFrom)[0];
}

export function stateOf(key: KeyTimes, keys: readonly KeyTimes[], now: number): KeyState {
  if (!isPublished(key, now)) return "RETIRED";
  const signing = signingKeyOf(keys, now);
  if (signing?.kid === key.kid) return "SIGNING";
  return signing && key.createdAt > signing.createdAt ? "PUBLISHED" : "RETIRING";
}

/** Those in the JWKS, the one that signs first, then from new to old. */
export function publishedKeys(keys: readonly SigningKey[], now: number): SigningKey[] {
  const signing = signingKeyOf(keys, now);
  const others = keys.filter((key) => isPublished(key, now) && key !== signing).toReversed();
  return signing ? [signing, ...others] : others;
}

export function jwksOf(keys: readonly SigningKey[]): JSONWebKeySet {
  return { keys: keys.map(({ publicJwk }) => publicJwk) };
}
