import { createHash, createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";
import type { RequestContext } from "./context.ts";
import { AppError } from "./error.ts";
import { readPrincipal, writePrincipal } from "./internal-principal.ts";
import { createReplayGuard } from "./internal-replay.ts";
import { deriveKey } from "./key.ts";

/**
 * What lets one process of the platform call another: a JWS in compact form (RFC 7515) with HMAC-SHA256 (RFC 7518
 * section 3.2) over JWT claims (RFC 7519). It carries who acts, and opens one call only: this room, this address, this
 * method, path and body, once, within a minute. There is one header and no other is looked at, so there is no algorithm
 * to choose and none to talk us into.
 */
export const TOKEN_SECONDS = 60;

/** How far the clocks of two machines may be apart. */
export const CLOCK_LEEWAY_SECONDS = 5;

const HEADER = Buffer.from('{"alg":"HS256","typ":"bulkhead-internal+jwt"}').toString("base64url");
const MAC_BYTES = 32;
/** Roles and permissions of one principal fit many times over. */
const MAX_TOKEN = 12_288;

/** What a token is made for. */
export interface InternalCall {
  /** Room that is called, the token's audience. */
  room: string;
  /** `host:port` that is called. */
  to: string;
  method: string;
  path: string;
  body: string;
  /** On whose behalf; undefined for a call of the platform itself, such as the look-up of a credential. */
  request: RequestContext | undefined;
}

interface Claims {
  iss: string;
  aud: string;
  to: string;
  iat: number;
  nbf: number;
  exp: number;
  /** `<caller's random id>.<number of the call>` */
  jti: string;
  /** SHA-256 of method, path and body. */
  digest: string;
  principal?: string;
  requestId?: string;
  clientAddress?: string | null;
}

export type SignCall = (call: InternalCall) => string;

/** `issuer` is the calling role, for the log of the one called. */
export function createTokenSigner({ secret, issuer }: { secret: string; issuer: string }): SignCall {
  const keys = new Map<string, KeyObject>();
  const caller = randomBytes(12).toString("base64url");
  let calls = 0;
  return ({ room, to, method, path, body, request }) => {
    let key = keys.get(room);
    if (!key) {
      key = roomKey(secret, room);
      keys.set(room, key);
    }
    const now = Date.now() / 1_000;
    const claims: Claims = {
      iss: issuer,
      aud: room,
      to,
      iat: now,
      nbf: now,
      exp: now + TOKEN_SECONDS,
      jti: `${caller}.${calls++}`,
      digest: digestOf(method, path, body),
    };
    if (request) {
      claims.principal = writePrincipal(request.principal);
      claims.requestId = request.requestId;
      claims.clientAddress = request.clientAddress;
    }
    const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
    return `${signed}.${macOf(key, signed).toString("base64url")}`;
  };
}

/** A token whose signature, time and audience are right; its body is still to be compared. */
export interface OpenedToken {
  /** The calling role. */
  issuer: string;
  request: RequestContext | undefined;
  jti: string;
  digest: string;
}

export interface TokenVerifier {
  /**
   * Opens a token before the body is read. `names` are the `host:port`s of this process; undefined takes any, and then a
   * token may be repeated once at each process behind a shared address. Throws UNAUTHENTICATED with the reason.
   */
  open(room: string, token: string | undefined, names: ReadonlySet<string> | undefined): OpenedToken;
  /** Compares the call with what the token was made for, and uses the token up. Throws UNAUTHENTICATED. */
  redeem(opened: OpenedToken, call: { method: string; path: string; body: Buffer }): void;
}

interface VerifierOptions {
  secret: string;
  /** The rooms of this process. */
  rooms: readonly string[];
  /** Milliseconds since 1970; the system's clock unless a test says otherwise. */
  now?(): number;
}

export function createTokenVerifier({ secret, rooms, now = Date.now }: VerifierOptions): TokenVerifier {
  const keys = new Map(rooms.map((room) => [room, roomKey(secret, room)]));
  const replays = createReplayGuard({ idleMs: (TOKEN_SECONDS + 2 * CLOCK_LEEWAY_SECONDS) * 1_000, now });
  // What was used up before a restart is forgotten by it, so nothing made before it is taken.
  const startedAt = now() / 1_000;
  return {
    open(room, token, names) {
      const key = keys.get(room);
      if (!key || token === undefined) throw refused("The call has no internal token.");
      const claims = readClaims(key, token);
      checkTime(claims, now() / 1_000, startedAt);
      if (claims.aud !== room) throw refused("The internal token was made for another room.");
      if (names && !names.has(claims.to)) throw refused("The internal token was made for another address.");
      return { issuer: claims.iss, request: requestOf(claims), jti: claims.jti, digest: claims.digest };
    },
    redeem({ jti, digest }, { method, path, body }) {
      if (digestOf(method, path, body) !== digest) throw refused("The internal token was made for another call.");
      const dot = jti.lastIndexOf(".");
      if (!replays.first(jti.slice(0, dot), Number(jti.slice(dot + 1))))
        throw refused("The internal token was used before.");
    },
  };
}

/** The signature first: nothing of an unsigned token is parsed. */
function readClaims(key: KeyObject, token: string): Claims {
  const end = token.lastIndexOf(".");
  if (token.length > MAX_TOKEN || !token.startsWith(`${HEADER}.`) || end <= HEADER.length)
    throw refused("The internal token is none of ours.");
  const given = Buffer.from(token.slice(end + 1), "base64url");
  if (given.length !== MAC_BYTES || !timingSafeEqual(given, macOf(key, token.slice(0, end))))
    throw refused("The internal token is not signed by this installation for this room.");
  return JSON.parse(Buffer.from(token.slice(HEADER.length + 1, end), "base64url").toString()) as Claims;
}

function checkTime({ iat, nbf, exp }: Claims, now: number, startedAt: number): void {
  if (!(nbf <= now + CLOCK_LEEWAY_SECONDS)) throw refused("The internal token is not valid yet; compare the clocks.");
  if (!(exp > now - CLOCK_LEEWAY_SECONDS)) throw refused("The internal token has expired.");
  if (!(exp - iat <= TOKEN_SECONDS + 1)) throw refused("The internal token lives longer than a minute.");
  if (!(iat >= startedAt)) throw refused("The internal token is older than this process.");
}

/** Our own signature is on it; what is amiss comes of another version and is refused like a stranger's. */
function requestOf({ principal, requestId, clientAddress = null }: Claims): RequestContext | undefined {
  if (principal === undefined) return undefined;
  try {
    return { principal: readPrincipal(principal), requestId: String(requestId), clientAddress };
  } catch (cause) {
    throw refused("The internal token names no principal that this version knows.", cause);
  }
}

function roomKey(secret: string, room: string): KeyObject {
  // Made once: a key given as bytes is taken in anew by every call, which costs four times the hash.
  return createSecretKey(deriveKey(secret, `internal token ${room}`));
}

function macOf(key: KeyObject, signed: string): Buffer {
  return createHmac("sha256", key).update(signed).digest();
}

function digestOf(method: string, path: string, body: string | Buffer): string {
  return createHash("sha256").update(`${method} ${path}\n`).update(body).digest("base64url");
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError("UNAUTHENTICATED", reason, { cause });
}
