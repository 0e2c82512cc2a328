import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Database } from "@bulkhead/kernel/database.ts";
import { createSeenProofs } from "@bulkhead/kernel/dpop-seen.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { KeySource } from "@bulkhead/kernel/key-source.ts";
import { calculateJwkThumbprint, exportJWK, type JWK, type JWTHeaderParameters, SignJWT } from "jose";

export const ORIGIN = "https://bulkhead.example";

/** The signing keys of an authorisation server of the test's own. */
export interface TestKeys extends KeySource {
  /** Signs from now on with another key, which verifiers have only after they read the keys anew. */
  rotate(): void;
  /** Takes a key away from verifiers at once. */
  retire(kid: string): void;
  /** How often they were read. */
  refreshes(): number;
  /** Whoever has them does not answer any more. */
  fail(error: Error): void;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function createTestKeys(): TestKeys {
  const published = new Map<string, KeyObject>();
  const atHand = new Map<string, KeyObject>();
  const listeners = new Set<() => void>();
  let refreshes = 0;
  let failure: Error | undefined;
  let current = make();
  atHand.set(current.kid, current.publicKey);

  function make() {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const kid = newUuid();
    published.set(kid, pair.publicKey);
    return { kid, ...pair };
  }

  return {
    get kid() {
      return current.kid;
    },
    get privateKey() {
      return current.privateKey;
    },
    get publicKey() {
      return current.publicKey;
    },
    publicJwks: () => ({
      keys: [...atHand].map(
        ([kid, key]) => ({ ...key.export({ format: "jwk" }), kid, alg: "ES256", use: "sig" }) as JWK,
      ),
    }),
    keyFor: (kid) => atHand.get(kid),
    async refresh() {
      refreshes += 1;
      if (failure) throw failure;
      for (const [kid, key] of published) atHand.set(kid, key);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    rotate() {
      current = make();
    },
    retire(kid) {
      published.delete(kid);
      atHand.delete(kid);
      for (const listener of listeners) listener();
    },
    refreshes: () => refreshes,
    fail(error) {
      failure = error;
    },
  };
}

/** What access tokens are checked with, in a test; `db` signs in as bulkhead_gateway. */
export function testTokens(db: Database, keys = createTestKeys()) {
  return { issuer: ORIGIN, keys, seenProofs: createSeenProofs(db), operatorOfToken: async () => undefined };
}

/** Whom a token is for; uuids. */
export interface TokenSubject {
  tenantId: string;
  /** Absent for a client that acts for itself. */
  userId?: string;
  grantId?: string;
  clientId: string;
}

export interface TokenChanges {
  header?: Partial<JWTHeaderParameters>;
  /** `undefined` leaves a claim out. */
  claims?: Record<string, unknown>;
  key?: KeyObject | Uint8Array;
}

/** Claims of a token as the authorisation server makes it, 300 s long. */
export function claimsFor({ tenantId, userId, grantId, clientId }: TokenSubject): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1_000);
  const client = encodeId("oauthClient", clientId);
  return {
    iss: ORIGIN,
    aud: `${ORIGIN}/api`,
    sub: userId === undefined ? client : encodeId("user", userId),
    client_id: client,
    iat: now,
    exp: now + 300,
    jti: newUuid(),
    tenant_id: encodeId("tenant", tenantId),
    roles: ["Admin"],
    ...(grantId === undefined
      ? {}
      : { sid: encodeId("grant", grantId), acr: "urn:bulkhead:acr:single-factor", amr: ["pwd"], auth_time: now }),
  };
}

/** An access token, changed as a forger would. */
export function signToken(
  keys: Pick<TestKeys, "kid" | "privateKey">,
  subject: TokenSubject,
  changes: TokenChanges = {},
): Promise<string> {
  const { header = {}, claims = {}, key = keys.privateKey } = changes;
  return new SignJWT({ ...claimsFor(subject), ...claims })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: keys.kid, ...header })
    .sign(key);
}

/** A key pair of a client that proves to have it. */
export interface ProofKey {
  privateKey: KeyObject;
  jwk: JWK;
  thumbprint: string;
  alg: string;
}

export async function newProofKey(
  alg: "ES256" | "EdDSA" | "Ed25519" | "PS256" | "RS256" = "ES256",
  bits = 2_048,
): Promise<ProofKey> {
  const { privateKey, publicKey } =
    alg === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : alg === "PS256" || alg === "RS256"
        ? generateKeyPairSync("rsa", { modulusLength: bits })
        : generateKeyPairSync("ed25519");
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk), alg };
}

export interface ProofChanges {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  key?: KeyObject | Uint8Array;
}

/** A proof for one request with a token (RFC 9449 section 4.2), changed as asked. */
export function proofOf(
  key: ProofKey,
  request: { method: string; url: string; token: string },
  { header = {}, claims = {}, key: signer = key.privateKey }: ProofChanges = {},
): Promise<string> {
  return new SignJWT({
    jti: newUuid(),
    htm: request.method,
    htu: request.url,
    iat: Math.floor(Date.now() / 1_000),
    ath: createHash("sha256").update(request.token).digest("base64url"),
    ...claims,
  })
    .setProtectedHeader({ alg: key.alg, typ: "dpop+jwt", jwk: key.jwk, ...header })
    .sign(signer);
}
