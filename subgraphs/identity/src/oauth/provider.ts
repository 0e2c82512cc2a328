import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { ClientAuthMethod, Configuration } from "oidc-provider";
import Provider, { errors } from "oidc-provider";
import { ACRS } from "./acr.ts";
import { keepKnownClaims } from "./acr-wishes.ts";
import { createAdapter } from "./adapter.ts";
import { noteOnce } from "./artifacts.ts";
import { completeAccessToken, findAccount, liveFamily } from "./claims.ts";
import { actAsClient } from "./denials.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { FAMILY_SECONDS } from "./family.ts";
import { type GrantHandler, grantHandlers } from "./library.ts";
import { createPolicy, loadExistingGrant } from "./policy.ts";
import { IDLE_SECONDS, refreshGrant } from "./refresh.ts";
import { ACCESS_TOKEN_SECONDS, apiResource, resourceServer } from "./resources.ts";
import { SESSION_COOKIE, sessionSeconds, UNSIGNED_SECONDS } from "./session-life.ts";
import {
  deviceCodeSource,
  deviceConfirmSource,
  deviceDoneSource,
  errorSource,
  signedOutSource,
  signOutSource,
} from "./sources.ts";
import { storeFirst } from "./unstored-session.ts";

/** Where the endpoints are. The issuer has no path, so these are all there is to know beside the metadata. */
export const ROUTES = {
  authorization: "/oauth/authorize",
  token: "/oauth/token",
  jwks: "/oauth/jwks",
  revocation: "/oauth/revoke",
  introspection: "/oauth/introspect",
  userinfo: "/oauth/userinfo",
  end_session: "/oauth/logout",
  device_authorization: "/oauth/device_authorization",
  code_verification: "/oauth/device",
  pushed_authorization_request: "/oauth/par",
} as const;

/** An authorisation server over the signing keys of this moment; other keys take another one. */
export function createProvider(deps: OAuthDeps): Provider {
  const provider = new Provider(deps.issuer, configuration(deps));
  // What forwarding headers say is written by us alone (server.ts), from what the trusted-proxy list has decided.
  provider.proxy = true;
  storeFirst(provider, UNSIGNED_SECONDS, SESSION_COOKIE);
  const handlers = grantHandlers(provider);
  for (const grantType of ["authorization_code", "refresh_token", DEVICE_CODE]) {
    const builtIn = handlers.get(grantType);
    if (!builtIn) throw new Error(`oidc-provider has no handler for ${grantType}: is it another version?`);
    const handler = tellingScope(deps, builtIn);
    handlers.set(grantType, grantType === "refresh_token" ? refreshGrant(deps, handler) : handler);
  }
  provider.Client.prototype.compareClientSecret = async function compareClientSecret(
    this: { clientId: string },
    secret,
  ) {
    const client = await deps.clients.find(this.clientId);
    return client !== undefined && deps.clients.secretMatches(client, secret);
  };
  // Its own asks first and stores then, which two at once both pass.
  (provider.ReplayDetection as unknown as { unique(iss: string, jti: string, exp: number): Promise<boolean> }).unique =
    (iss, jti, exp) =>
      noteOnce(
        deps.store,
        "ReplayDetection",
        JSON.stringify([iss, jti]),
        Math.max(1, exp - Math.floor(Date.now() / 1_000)),
      );
  return provider;
}

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

/** The library names the scopes of the API alone; a client asked for identity scopes too (RFC 6749 section 5.1). */
function tellingScope(deps: OAuthDeps, handler: GrantHandler): GrantHandler {
  return async (ctx) => {
    await actAsClient(deps, ctx.oidc.client?.clientId);
    await handler(ctx);
    const { issuedScope } = currentExchange();
    const body = ctx.body as { scope?: string } | undefined;
    if (body && issuedScope) body.scope = issuedScope;
  };
}

function configuration(deps: OAuthDeps): Configuration {
  const { issuer } = deps;
  return {
    adapter: (model: string) => createAdapter(deps, model),
    jwks: { keys: deps.signingKeys().privateJwks as never },
    routes: ROUTES,
    discovery: { userinfo_endpoint: `${issuer}${ROUTES.userinfo}` },
    scopes: ["openid", "profile", "email", "offline_access"],
    claims: { openid: ["sub", "tenant_id", "sid", "acr", "amr", "auth_time"], profile: ["name"], email: ["email"] },
    acrValues: [...ACRS],
    responseTypes: ["code"],
    subjectTypes: ["public"],
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    conformIdTokenClaims: false,
    clientAuthMethods: ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"] as ClientAuthMethod[],
    enabledJWA: {
      idTokenSigningAlgValues: ["ES256"],
      clientAuthSigningAlgValues: ["ES256", "EdDSA", "PS256", "RS256"],
      dPoPSigningAlgValues: ["ES256", "EdDSA", "PS256"],
    },
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    cookies: {
      keys: [deps.cookieKey],
      names: cookieNames(issuer),
      long: SESSION_COOKIE,
      short: { signed: true, httpOnly: true, sameSite: "lax" },
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      ClientCredentials: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: 60,
      DeviceCode: 600,
      IdToken: 3_600,
      Interaction: 1_800,
      Session: (_ctx, session) => sessionSeconds(session),
      Grant: FAMILY_SECONDS,
      RefreshToken: (_ctx, token) => {
        const grantEnds = ((token as { iiat?: number }).iiat ?? Math.floor(Date.now() / 1_000)) + FAMILY_SECONDS;
        return Math.max(1, Math.min(IDLE_SECONDS, grantEnds - Math.floor(Date.now() / 1_000)));
      },
    },
    features: features(deps),
    formats: { customizers: { jwt: (ctx, token, jwt) => completeAccessToken(deps, ctx, token, jwt) } },
    interactions: {
      policy: createPolicy(deps),
      url: (_ctx, interaction) => `/oauth/interaction/${interaction.uid}`,
    },
    findAccount: (ctx, accountId, token) => findAccount(deps, ctx, accountId, token as { grantId?: string }),
    loadExistingGrant: (ctx) => loadExistingGrant(deps, ctx),
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    // Signing out ends every grant of the session by itself; a session that only expires ends none.
    expiresWithSession: () => false,
    rotateRefreshToken: ({ oidc }) =>
      oidc.client?.clientAuthMethod === "none" && oidc.entities.RefreshToken?.isSenderConstrained() !== true,
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === "none" &&
      // The origin of every address without one, and of every frame in a sandbox.
      origin !== "null" &&
      (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin),
    assertJwtClientAuthClaimsAndHeader: async (_ctx, claims) => {
      // Audience injection: an assertion made for another server's token endpoint must open nothing here.
      if (claims.aud !== issuer) throw new errors.InvalidClientAuth("the audience of the assertion must be the issuer");
    },
    renderError: errorSource,
  };
}

/**
 * By their prefixes browsers know who may set them (RFC 6265bis section 4.1.3): not a neighbour under the same domain, who
 * could otherwise sign a person in as somebody else. Only cookies over TLS have them.
 */
function cookieNames(issuer: string) {
  const [host, secure] = issuer.startsWith("https:") ? ["__Host-", "__Secure-"] : ["", ""];
  return {
    session: `${host}bulkhead_session`,
    interaction: `${secure}bulkhead_interaction`,
    resume: `${secure}bulkhead_resume`,
  };
}

function features(deps: OAuthDeps): Configuration["features"] {
  const { issuer } = deps;
  return {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true, assertClaimsParameter: keepKnownClaims },
    clientCredentials: { enabled: true },
    userinfo: { enabled: false },
    revocation: {
      enabled: true,
      allowedPolicy: async (_ctx, client, token) => {
        await actAsClient(deps, client.clientId);
        return token.clientId === client.clientId;
      },
    },
    introspection: {
      enabled: true,
      allowedPolicy: async (_ctx, client, token) => {
        if (token.clientId === client.clientId) return true;
        const caller = await deps.clients.find(client.clientId);
        if (!caller || caller.kind === "PUBLIC") return false;
        // A resource server may ask about tokens of its own tenant, whichever client they are of; one of the
        // installation about any.
        return caller.tenantId === INSTALLATION_ID || caller.tenantId === (await tenantOfToken(deps, token));
      },
    },
    deviceFlow: {
      enabled: true,
      charset: "base-20",
      mask: "****-****",
      userCodeInputSource: deviceCodeSource,
      userCodeConfirmSource: (...given) => deviceConfirmSource(deps, ...given),
      successSource: (ctx) => deviceDoneSource(deps, ctx),
    },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true, nonceSecret: deps.nonceSecret, requireNonce: () => false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: signOutSource,
      postLogoutSuccessSource: signedOutSource,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: async (_ctx, _client, oneOf) => oneOf?.[0] ?? apiResource(issuer),
      useGrantedResource: async () => true,
      getResourceServerInfo: async (_ctx, resource) => resourceServer(issuer, resource),
    },
  };
}

/** Uuid of the tenant whose user, or whose machine, a token acts for. */
async function tenantOfToken(deps: OAuthDeps, token: { clientId?: string; grantId?: string }) {
  if (token.grantId !== undefined) return (await liveFamily(deps, token.grantId))?.tenantId;
  return token.clientId === undefined ? undefined : (await deps.clients.find(token.clientId))?.tenantId;
}
