import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What a page asks of an authenticator, as the options of WebAuthn have it in JSON. */
export interface Asked {
  challenge: string;
  /** Of creation. */
  rp?: { id?: string };
  user?: { id: string };
  /** Of use. */
  rpId?: string;
}

/** What an answer says instead of what is true: an attacker's, or a broken authenticator's. */
export interface Untrue {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  /** Whether the person was there, and whether it was they. */
  isPresent?: boolean;
  isVerified?: boolean;
  counter?: number;
  userHandle?: string;
  /** Signs in the key's place. */
  signer?: KeyObject;
  attestation?: { format: string; statement: Buffer };
}

/** A credential as an authenticator holds it. */
export interface Credential {
  id: Buffer;
  key: KeyObject;
  publicKey: Buffer;
  userHandle: string;
  counter: number;
  /** Whether it may be copied between devices. */
  isSynced: boolean;
}

/**
 * An authenticator of a few lines: its answers are exact, so a hostile one differs from an honest one in the one thing that
 * a test is about. Chromium's own is in tests/accounts/factors-browser.test.ts.
 */
export function openAuthenticator(origin: string, { isSynced = false, step = 1 } = {}) {
  const rpIdOfOrigin = new URL(origin).hostname;
  return {
    /** A new credential, or one that is there already, and the answer that registers it. */
    create(optionsJson: string, untrue: Untrue = {}, again?: Credential): { credential: Credential; response: never } {
      const asked = JSON.parse(optionsJson) as Asked;
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const credential: Credential = again ?? {
        id: randomBytes(32),
        key: privateKey,
        publicKey: coseOf(publicKey),
        userHandle: asked.user?.id ?? "",
        counter: 0,
        isSynced,
      };
      const attested = Buffer.concat([
        Buffer.alloc(16),
        uint16(credential.id.length),
        credential.id,
        credential.publicKey,
      ]);
      const data = Buffer.concat([
        dataOf(credential, untrue.rpId ?? asked.rp?.id ?? rpIdOfOrigin, 0x40, untrue),
        attested,
      ]);
      const { format, statement } = untrue.attestation ?? { format: "none", statement: Buffer.from([0xa0]) };
      const object = Buffer.concat([
        Buffer.from([0xa3]),
        text("fmt"),
        text(format),
        text("attStmt"),
        statement,
        text("authData"),
        bytes(data),
      ]);
      const clientDataJSON = clientDataOf("webauthn.create", origin, asked, untrue);
      const response = { clientDataJSON, attestationObject: object.toString("base64url"), transports: ["internal"] };
      return { credential, response: publicKeyCredential(credential, response) as never };
    },
    /** The answer of a credential of its own, whose counter goes up by what it counts in. */
    use(credential: Credential, optionsJson: string, untrue: Untrue = {}): never {
      const asked = JSON.parse(optionsJson) as Asked;
      credential.counter += step;
      const data = dataOf(credential, untrue.rpId ?? asked.rpId ?? rpIdOfOrigin, 0, untrue);
      const clientDataJSON = clientDataOf("webauthn.get", origin, asked, untrue);
      const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, "base64url"))]);
      return publicKeyCredential(credential, {
        clientDataJSON,
        authenticatorData: data.toString("base64url"),
        signature: sign("sha256", signed, untrue.signer ?? credential.key).toString("base64url"),
        userHandle: untrue.userHandle ?? credential.userHandle,
      }) as never;
    },
  };
}

function publicKeyCredential({ id }: Credential, response: object): object {
  const text = id.toString("base64url");
  return { id: text, rawId: text, type: "public-key", clientExtensionResults: {}, response };
}

function clientDataOf(type: string, origin: string, { challenge }: Asked, untrue: Untrue): string {
  const said = {
    type: untrue.type ?? type,
    challenge: untrue.challenge ?? challenge,
    origin: untrue.origin ?? origin,
    crossOrigin: untrue.crossOrigin ?? false,
  };
  return Buffer.from(JSON.stringify(said)).toString("base64url");
}

/** Authenticator data (WebAuthn Level 3 section 6.1). */
function dataOf(credential: Credential, rpId: string, more: number, untrue: Untrue): Buffer {
  const { isPresent = true, isVerified = true, counter = credential.counter } = untrue;
  const flags = (isPresent ? 1 : 0) | (isVerified ? 4 : 0) | (credential.isSynced ? 0x18 : 0) | more;
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.from([flags]), count]);
}

/** An ES256 key as COSE has it (RFC 9053 section 7.1.1). */
function coseOf(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const coordinate = (value: string) => bytes(Buffer.from(value, "base64url"));
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
  return Buffer.concat([head, coordinate(x), Buffer.from([0x22]), coordinate(y)]);
}

/** CBOR strings (RFC 8949 section 3.1) of less than 64 kB. */
function text(value: string): Buffer {
  return Buffer.concat([length(0x60, Buffer.byteLength(value)), Buffer.from(value)]);
}

export function bytes(value: Buffer): Buffer {
  return Buffer.concat([length(0x40, value.length), value]);
}

function length(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([major | count]);
  return count < 256 ? Buffer.from([major | 24, count]) : Buffer.concat([Buffer.from([major | 25]), uint16(count)]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function sha256(data: Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}
