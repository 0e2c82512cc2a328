import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  sign,
  verify,
} from "node:crypto";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { DestroyedKeys } from "./fingerprints.ts";

/** What a certificate says. It names no person and nothing that the tenant kept. */
export interface Certificate {
  type: "bulkhead closure certificate";
  version: 1;
  /** The installation's public origin. */
  installation: string;
  tenant: { id: string; slug: string };
  requestedAt: string;
  /** Public id of who asked. */
  requestedBy: string;
  /** When nothing of it worked any more. */
  closedAt: string;
  /** When the last of it was gone. */
  destroyedAt: string;
  /** Rows by table; tables that had none are not named. */
  rows: Record<string, number>;
  blobs: { count: number; bytes: number };
  keys: DestroyedKeys;
  /** The log as it was: RFC 6962 root over the leaf hashes of its events, in the order of their ids. */
  auditLog: { events: number; merkleRoot: string };
  kept: readonly string[];
}

/** A key pair as it is stored: the private key sealed by the envelope of the installation. */
export interface CertificateKey {
  thumbprint: string;
  publicJwk: PublicJwk;
  sealed: Buffer;
}

/** RFC 7518 section 6.2.1. */
export interface PublicJwk {
  kty: "EC";
  crv: "P-256";
  x: string;
  y: string;
}

const PURPOSE = "closure certificate";

/** RFC 7638: the required members in alphabetical order. */
export function thumbprintOf({ crv, kty, x, y }: PublicJwk): string {
  return createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
}

export async function newCertificateKey(envelope: Envelope): Promise<CertificateKey> {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const publicJwk: PublicJwk = { kty: "EC", crv: "P-256", x, y };
  const thumbprint = thumbprintOf(publicJwk);
  const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
  const sealed = await envelope.seal(INSTALLATION_ID, PURPOSE, [thumbprint], pkcs8);
  pkcs8.fill(0);
  return { thumbprint, publicJwk, sealed };
}

/**
 * A certificate as a compact JWS (RFC 7515) that carries the key it is signed with, so that whoever has it needs nothing else
 * to check that it is whole; and whoever knows the installation's thumbprint, that it is the installation's.
 */
export async function signCertificate(
  envelope: Envelope,
  key: CertificateKey,
  certificate: Certificate,
): Promise<string> {
  const { thumbprint, publicJwk } = key;
  const header = { alg: "ES256", typ: "closure-certificate+jwt", kid: thumbprint, jwk: publicJwk };
  const input = `${base64url(header)}.${base64url(certificate)}`;
  const pkcs8 = await envelope.open(INSTALLATION_ID, PURPOSE, [thumbprint], key.sealed);
  try {
    const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
    const signature = sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
    return `${input}.${signature.toString("base64url")}`;
  } finally {
    pkcs8.fill(0);
  }
}

/** What a certificate says and the thumbprint of the key that signed it. Throws when it is not as it was signed. */
export function readCertificate(jws: string): { certificate: Certificate; thumbprint: string } {
  const [head = "", body = "", signature = "", ...more] = jws.replaceAll(/\s/g, "").split(".");
  const header = parse(head) as { alg?: unknown; jwk?: PublicJwk; kid?: unknown };
  if (more.length > 0 || header.alg !== "ES256" || typeof header.jwk !== "object")
    throw new Error("this is no certificate");
  const { x, y } = header.jwk;
  const publicJwk: PublicJwk = { kty: "EC", crv: "P-256", x: String(x), y: String(y) };
  const key = createPublicKey({ key: publicJwk as unknown as JsonWebKey, format: "jwk" });
  const input = Buffer.from(`${head}.${body}`);
  const isSigned = verify("sha256", input, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  const thumbprint = thumbprintOf(publicJwk);
  if (!isSigned || header.kid !== thumbprint) throw new Error("this certificate is not as it was signed");
  return { certificate: parse(body) as Certificate, thumbprint };
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function parse(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch (cause) {
    throw new Error("this is no certificate", { cause });
  }
}
