import { randomBytes } from "node:crypto";
import type { AdapterPayload } from "oidc-provider";
import type { StoredClient } from "../oauth-client-directory.ts";

/** oidc-provider wants a secret where one is used; ours are digests, and compared by the directory. This opens nothing. */
const NO_SECRET = randomBytes(32).toString("base64url");

const GRANT_TYPES = {
  user: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
  machine: ["client_credentials"],
};

/** A client as oidc-provider knows clients (RFC 7591 section 2). */
export function clientMetadata(client: StoredClient): AdapterPayload {
  const { id, name, kind, redirectUris, postLogoutRedirectUris, jwks, dpopBound } = client;
  const method = kind === "PUBLIC" ? "none" : jwks ? "private_key_jwt" : "client_secret_basic";
  const isMachine = kind === "MACHINE";
  return {
    client_id: id,
    client_name: name,
    application_type: isOfDevice(redirectUris) ? "native" : "web",
    redirect_uris: [...redirectUris],
    post_logout_redirect_uris: [...postLogoutRedirectUris],
    response_types: isMachine ? [] : ["code"],
    grant_types: isMachine ? GRANT_TYPES.machine : GRANT_TYPES.user,
    token_endpoint_auth_method: method,
    id_token_signed_response_alg: "ES256",
    dpop_bound_access_tokens: dpopBound,
    ...(method === "client_secret_basic" ? { client_secret: NO_SECRET } : {}),
    ...(jwks ? { jwks: jwks as never } : {}),
  };
}

/** Whether its answers may go to an app, which can be any: whoever asks for consent then asks each time. */
function isOfDevice(uris: readonly string[]): boolean {
  return uris.some(isAppAddress) || (uris.length > 0 && uris.every(isNative));
}

const isAppAddress = (uri: string) => !/^https?:/.test(uri);

/**
 * RFC 8252: an app on the person's own machine listens on a loopback address, on whatever port, or owns a scheme. A web
 * page in development is at `localhost`, which section 8.3 keeps from native apps anyway.
 */
function isNative(uri: string): boolean {
  const { protocol, hostname } = new URL(uri);
  if (protocol === "https:") return false;
  return protocol !== "http:" || hostname === "127.0.0.1" || hostname === "[::1]";
}
