import { createPrivateKey } from "node:crypto";
import { signToken, type TokenChanges, type TokenSubject } from "./access-tokens.ts";
import type { TestServer } from "./server.ts";

/** The running installation's authorisation server, as far as its keys go. */
export interface Issuer {
  /** What clients know the installation by, whatever address it was reached at. */
  origin: string;
  /** An access token as the authorisation server makes it, changed as a forger with its key could. */
  sign(subject: TokenSubject, changes?: TokenChanges): Promise<string>;
}

export async function openIssuer({ address, platform }: TestServer): Promise<Issuer> {
  const metadata = await fetch(`${address}/.well-known/openid-configuration`);
  const { issuer: origin } = (await metadata.json()) as { issuer: string };
  const [jwk] = platform.authorisation.signingKeys.current().privateJwks;
  if (!jwk?.kid) throw new Error("there is no signing key");
  const key = { kid: jwk.kid, privateKey: createPrivateKey({ key: jwk as never, format: "jwk" }) };
  return {
    origin,
    sign: (subject, { claims = {}, ...changes } = {}) =>
      signToken(key, subject, { ...changes, claims: { iss: origin, aud: `${origin}/api`, ...claims } }),
  };
}
