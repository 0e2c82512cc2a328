import { hash, type KeyObject } from "node:crypto";
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { ACCESS_TOKEN_TYPE, type AccessToken, readClaims, SKEW_S } from "./access-token-claims.ts";
import type { KeySource } from "./key-source.ts";

export type { AccessToken } from "./access-token-claims.ts";

/** Decides whether a text is an access token of this installation (RFC 9068 section 4). */
export interface AccessTokenVerifier {
  /**
   * What a token says, the same object for the same token; undefined when it is none of ours or has expired. Rejects
   * with SUBGRAPH_UNAVAILABLE when the keys cannot be had.
   */
  verify(token: string): AccessToken | undefined | Promise<AccessToken | undefined>;
  /** As `verify` for a token that was verified before, without any cryptography but a hash. */
  recall(token: string): AccessToken | undefined;
}

export interface AccessTokenVerifierOptions {
  /** Byte for byte the `iss` of our tokens: the public origin. */
  issuer: string;
  keys: KeySource;
  /** Milliseconds since 1970. */
  now?(): number;
}

/** About 1 kB each, so 50 MB when all are there; a token lives five minutes. */
const MAX_TOKENS = 50_000;
/** What the gateway looks at of a credential is not longer. */
const MAX_LENGTH = 4_096;
/** Three non-empty parts of base64url: whatever is not even that costs nothing. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

interface Kept {
  token: AccessToken;
  kid: string;
}

export function createAccessTokenVerifier(options: AccessTokenVerifierOptions): AccessTokenVerifier {
  const { issuer, keys, now = Date.now } = options;
  // By SHA-256 of the token: memory is no place for what opens something.
  const kept = new LRUCache<string, Kept>({ max: MAX_TOKENS });
  const verifying = new Map<string, Promise<AccessToken | undefined>>();

  function atHand(digest: string): AccessToken | undefined {
    const hit = kept.get(digest);
    if (!hit) return undefined;
    // With its key a token goes, however long it would have lived.
    if (!isExpired(hit.token, now()) && keys.keyFor(hit.kid)) return hit.token;
    kept.delete(digest);
    return undefined;
  }

  /** Anybody can invent a kid: the source sees to it that this does not make it ask each time. */
  async function findKey(kid: string): Promise<KeyObject | undefined> {
    const known = keys.keyFor(kid);
    if (known) return known;
    await keys.refresh();
    return keys.keyFor(kid);
  }

  async function verifyAnew(token: string, digest: string): Promise<AccessToken | undefined> {
    const kid = keyIdOf(token);
    const key = kid === undefined ? undefined : await findKey(kid);
    if (kid === undefined || !key) return undefined;
    const payload = await verifiedPayload(token, key, issuer, now());
    const read = payload && readClaims(payload, issuer, now());
    if (!read) return undefined;
    kept.set(digest, { token: read, kid });
    return read;
  }

  return {
    recall: (token) => (COMPACT.test(token) ? atHand(digestOf(token)) : undefined),
    verify(token) {
      if (token.length > MAX_LENGTH || !COMPACT.test(token)) return undefined;
      const digest = digestOf(token);
      const known = atHand(digest);
      if (known) return known;
      const under = verifying.get(digest);
      if (under !== undefined) return under;
      const verified = verifyAnew(token, digest).finally(() => verifying.delete(digest));
      verifying.set(digest, verified);
      return verified;
    },
  };
}

function digestOf(token: string): string {
  return hash("sha256", token, "binary");
}

function isExpired({ expiresAt }: AccessToken, nowMs: number): boolean {
  return nowMs / 1_000 >= expiresAt + SKEW_S;
}

/** The names a header of ours has. Any other (`jwk`, `jku`, `x5u`, `crit`) asks the verifier to believe the token. */
const HEADER_NAMES: ReadonlySet<string> = new Set(["alg", "typ", "kid"]);
const ALGORITHM = "ES256";

/** The `kid` of a token whose header is one of ours; undefined for every other. */
function keyIdOf(token: string): string | undefined {
  try {
    const header = decodeProtectedHeader(token);
    const { alg, typ, kid } = header;
    const isOurs =
      alg === ALGORITHM && typ === ACCESS_TOKEN_TYPE && Object.keys(header).every((name) => HEADER_NAMES.has(name));
    return isOurs && typeof kid === "string" && kid.length <= 64 ? kid : undefined;
  } catch {
    return undefined;
  }
}

async function verifiedPayload(
  token: string,
  key: KeyObject,
  issuer: string,
  nowMs: number,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      typ: ACCESS_TOKEN_TYPE,
      issuer,
      clockTolerance: SKEW_S,
      currentDate: new Date(nowMs),
      requiredClaims: ["exp", "iat", "aud", "sub", "client_id", "jti", "tenant_id"],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
