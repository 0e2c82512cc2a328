import { createPublicKey, type JsonWebKey } from "node:crypto";
import type { FieldFault } from "@bulkhead/kernel/error.ts";

/** Public keys of a client that signs its way in (`private_key_jwt`, RFC 7523 section 2.2), with their algorithm set. */
export interface JwkSet {
  keys: PublicJwk[];
}

export interface PublicJwk {
  kty: "EC" | "OKP" | "RSA";
  alg: string;
  use: "sig";
  kid?: string;
  crv?: string;
  x?: string;
  y?: string;
  n?: string;
  e?: string;
}

const MAX_KEYS = 10;
const MAX_KID = 200;
const MIN_RSA_BITS = 2_048;
/** A larger one would make every check of a signature a lever. */
const MAX_RSA_BITS = 4_096;

/** What is kept of a key. Certificates and addresses of further keys (`x5c`, `x5u`) are not: nothing would follow them. */
const PUBLIC_MEMBERS = ["kty", "crv", "x", "y", "n", "e"] as const;
/** RFC 7518 section 6, RFC 8037: any of these makes it a private or a secret key. */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** The algorithms that a key may be used with, the one first that it is used with when it does not say. */
const ALGORITHMS: Record<string, readonly string[]> = {
  "EC P-256": ["ES256"],
  "OKP Ed25519": ["EdDSA", "Ed25519"],
  RSA: ["PS256", "RS256"],
};

/** A JWK set (RFC 7517 section 5) of 1 to 10 keys. Faults are added to `faults`; the answer then means nothing. */
export function readJwkSet(value: unknown, path: string, faults: FieldFault[]): JwkSet {
  const keys = isObject(value) ? value.keys : undefined;
  if (!Array.isArray(keys) || keys.length < 1 || keys.length > MAX_KEYS) {
    const message = `Give a JWK set: an object with a list \`keys\` of 1 to ${MAX_KEYS} public keys (RFC 7517 section 5).`;
    faults.push({ path, code: "INVALID_KEY_SET", message });
    return { keys: [] };
  }
  const read = keys.map((key: unknown, at) => readJwk(key, `${path}.keys.${at}`, faults));
  const kids = read.flatMap((key) => key?.kid ?? []);
  if (new Set(kids).size < kids.length || (read.length > 1 && kids.length < read.length)) {
    const message = "Give every key of a set a `kid` of its own, so that a signature can name its key.";
    faults.push({ path, code: "AMBIGUOUS_KEY", message });
  }
  return { keys: read.flatMap((key) => key ?? []) };
}

function readJwk(value: unknown, path: string, faults: FieldFault[]): PublicJwk | undefined {
  const refuse = (code: string, message: string) => void faults.push({ path, code, message });
  if (!isObject(value)) return refuse("INVALID_KEY", "Give each key as a JSON object (RFC 7517 section 4).");
  if (PRIVATE_MEMBERS.some((member) => member in value))
    return refuse(
      "PRIVATE_KEY",
      "This is a private or secret key. Register the public half, and replace the key: it has been sent.",
    );
  const algorithms = algorithmsOf(value);
  if (!algorithms)
    return refuse(
      "INVALID_KEY",
      `Give a valid public key on P-256 or Ed25519, or an RSA key of ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits.`,
    );
  const { alg = algorithms[0], use = "sig", kid } = value;
  if (typeof alg !== "string" || !algorithms.includes(alg) || use !== "sig" || !mayVerify(value.key_ops))
    return refuse(
      "INVALID_KEY_USE",
      `This key is for signatures (\`use\`: "sig") by ${algorithms.join(" or ")} alone.`,
    );
  if (kid !== undefined && (typeof kid !== "string" || kid.length < 1 || kid.length > MAX_KID))
    return refuse("INVALID_KEY_ID", `Give \`kid\` as a text of 1 to ${MAX_KID} characters.`);
  const members = PUBLIC_MEMBERS.flatMap((member) => (member in value ? [[member, value[member]]] : []));
  return { ...Object.fromEntries(members), alg, use: "sig", ...(kid === undefined ? {} : { kid }) } as PublicJwk;
}

/** Undefined for every key that is none of ours. Node checks that a point is on its curve and that numbers are numbers. */
function algorithmsOf(value: Record<string, unknown>): readonly string[] | undefined {
  const kind = value.kty === "RSA" ? "RSA" : `${String(value.kty)} ${String(value.crv)}`;
  const algorithms = Object.hasOwn(ALGORITHMS, kind) ? ALGORITHMS[kind] : undefined;
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: value as JsonWebKey, format: "jwk" });
    const { modulusLength: bits = MIN_RSA_BITS, publicExponent = 65_537n } = asymmetricKeyDetails ?? {};
    const sound = bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS && publicExponent >= 3n && publicExponent % 2n === 1n;
    return sound ? algorithms : undefined;
  } catch {
    return undefined;
  }
}

const mayVerify = (operations: unknown): boolean =>
  operations === undefined || (Array.isArray(operations) && operations.length === 1 && operations[0] === "verify");

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
