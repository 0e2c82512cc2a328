import { hash } from "node:crypto";
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, errors, importJWK, type JWK, jwtVerify } from "jose";
import type { SeenProofs } from "./dpop-seen.ts";
import { AppError } from "./error.ts";

/** What came beside a token under the scheme DPoP (RFC 9449 section 7.1). */
export interface PresentedProof {
  /** Value of the header DPoP; undefined when it is missing. */
  jwt: string | undefined;
  /** Of the request, as it came. */
  method: string;
  /** Of the request, with the public origin and not whatever Host said. */
  url: string;
}

/** What must be proved: that the sender of this token has the key of this thumbprint (RFC 7638). */
export interface Binding {
  token: string;
  keyThumbprint: string;
}

/** Throws UNAUTHENTICATED, with `invalid_dpop_proof`, unless the proof is good and has never been seen. */
export type CheckProof = (proof: PresentedProof, binding: Binding) => Promise<void>;

/** Signatures by which a key can be proved; the names of RFC 7518 and RFC 9864, with the older one for Ed25519. */
export const PROOF_ALGORITHMS = ["ES256", "Ed25519", "EdDSA", "PS256", "RS256"] as const;

/** How old a proof may be, or how far ahead of our clock its maker's, in seconds. */
export const PROOF_WINDOW_S = 60;
/** An RSA key of 4,096 bits has some 700 characters. */
const MAX_LENGTH = 4_096;
const MAX_PROOF_ID = 512;

export interface ProofCheckerOptions {
  seen: SeenProofs;
  /** Milliseconds since 1970. */
  now?(): number;
}

/** The checks of RFC 9449 section 4.3, cheapest first; the one that leaves a trace, last. */
export function createProofChecker({ seen, now = Date.now }: ProofCheckerOptions): CheckProof {
  return async ({ jwt, method, url }, { token, keyThumbprint }) => {
    // Node joins repeated headers with a comma, which no JWT has.
    if (jwt === undefined) throw invalidProof("the header DPoP is missing");
    if (jwt.length > MAX_LENGTH || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(jwt)) throw invalidProof("it is not one JWT");
    const { header, claims } = decoded(jwt);
    const jwk = publicKeyOf(header);
    if ((await thumbprintOf(jwk)) !== keyThumbprint) throw invalidProof("the token belongs to another key");
    const { jti, htm, htu, iat, ath } = claims;
    if (htm !== method) throw invalidProof("htm is not the method");
    if (typeof htu !== "string" || withoutQuery(htu) !== withoutQuery(url))
      throw invalidProof("htu is not the address");
    if (typeof iat !== "number" || Math.abs(now() / 1_000 - iat) > PROOF_WINDOW_S)
      throw invalidProof("iat is too far from now");
    if (ath !== hash("sha256", token, "base64url")) throw invalidProof("ath is not of this token");
    if (typeof jti !== "string" || jti === "" || jti.length > MAX_PROOF_ID) throw invalidProof("jti is missing");
    await checkSignature(jwt, jwk, String(header.alg));
    if (!(await seen.first(`${keyThumbprint}|${jti}`))) throw invalidProof("it was used before");
  };
}

/** `why` tells the maker of a client what to mend and an attacker nothing that is secret. */
function invalidProof(why: string, cause?: unknown): AppError {
  return new AppError("UNAUTHENTICATED", `The DPoP proof is not accepted: ${why} (RFC 9449 section 4.3).`, {
    extensions: { challenge: "invalid_dpop_proof" },
    cause,
  });
}

type Header = ReturnType<typeof decodeProtectedHeader>;

function decoded(jwt: string): { header: Header; claims: Record<string, unknown> } {
  try {
    return { header: decodeProtectedHeader(jwt), claims: decodeJwt(jwt) };
  } catch (error) {
    throw invalidProof("it is not one JWT", error);
  }
}

/** Members only a private or a symmetric key has (RFC 7518 section 6). */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

function publicKeyOf({ typ, alg, jwk, crit }: Header): JWK {
  if (typ !== "dpop+jwt") throw invalidProof("typ is not dpop+jwt");
  if (!(PROOF_ALGORITHMS as readonly unknown[]).includes(alg))
    throw invalidProof(`alg is not one of ${PROOF_ALGORITHMS.join(", ")}`);
  if (crit !== undefined) throw invalidProof("crit is not understood");
  if (typeof jwk !== "object" || jwk === null || Array.isArray(jwk)) throw invalidProof("jwk is missing");
  if (PRIVATE_MEMBERS.some((member) => member in jwk)) throw invalidProof("jwk is not a public key");
  return jwk as JWK;
}

async function thumbprintOf(jwk: JWK): Promise<string | undefined> {
  try {
    return await calculateJwkThumbprint(jwk, "sha256");
  } catch (error) {
    throw invalidProof("jwk is no key", error);
  }
}

/** By the algorithm the header names, which was one of ours, and with the key whose thumbprint was the token's. */
async function checkSignature(jwt: string, jwk: JWK, algorithm: string): Promise<void> {
  try {
    // jose refuses RSA keys of less than 2,048 bits.
    await jwtVerify(jwt, await importJWK(jwk, algorithm), { algorithms: [algorithm], typ: "dpop+jwt" });
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException)
      throw invalidProof("the signature does not fit", error);
    throw error;
  }
}

/** As RFC 9449 section 4.3 compares: normalised (RFC 3986 section 6.2.2 and 6.2.3), without query and fragment. */
function withoutQuery(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
