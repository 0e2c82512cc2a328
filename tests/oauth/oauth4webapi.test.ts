import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** The strictest client there is: it checks every answer against its RFC, and tokens as another resource server would. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let as: oauth.AuthorizationServer;
beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member();
  const issuer = new URL(world.issuer);
  as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, INSECURE));
}, 60_000);
afterAll(() => world?.stop());

/** http on loopback. */
const INSECURE = { [oauth.allowInsecureRequests]: true };

interface Party {
  client: oauth.Client;
  auth: oauth.ClientAuth;
  redirectUri: string;
}

function partyOf({ id, secret, key, redirectUri }: TestClient): Party {
  const auth = key ? oauth.PrivateKeyJwt(key) : secret ? oauth.ClientSecretBasic(secret) : oauth.None();
  return { client: { client_id: id }, auth, redirectUri };
}

interface SignIn {
  parameters?: Record<string, string>;
  DPoP?: oauth.DPoPHandle;
  push?: boolean;
}

async function signIn({ client, auth, redirectUri }: Party, { parameters, DPoP, push }: SignIn = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  let asked = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid email offline_access",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    prompt: "consent",
    state,
    nonce,
    ...parameters,
  });
  if (push) {
    const answer = await oauth.pushedAuthorizationRequest(as, client, auth, asked, { ...INSECURE, DPoP });
    const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, answer);
    asked = new URLSearchParams({ client_id: client.client_id, request_uri });
  }
  const walk = { as: member, until: redirectUri };
  const { answer, page } = await openWalker().walk(`${as.authorization_endpoint}?${asked}`, walk);
  if (!answer) throw new Error(`the walk ended at ${page?.status} ${page?.url}\n${page?.html}`);
  const code = oauth.validateAuthResponse(as, client, answer, state);
  const options = { ...INSECURE, DPoP };
  const redeem = () => oauth.authorizationCodeGrantRequest(as, client, auth, code, redirectUri, verifier, options);
  const checks = { expectedNonce: nonce, requireIdToken: true };
  const tokens = await withNonce(redeem, (response) =>
    oauth.processAuthorizationCodeResponse(as, client, response, checks),
  );
  return { tokens, id: oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken };
}

/** Once more when the server wants a nonce in the proof (RFC 9449 section 8). */
async function withNonce<T>(request: () => Promise<Response>, read: (response: Response) => Promise<T>): Promise<T> {
  return read(await request()).catch(async (error: unknown) => {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return read(await request());
  });
}

/** As a resource server apart from ours: the keys by jwks_uri, the rules of RFC 9068 and RFC 9449. */
const validate = (request: Request, audience = `${world.issuer}/api`) =>
  oauth.validateJwtAccessToken(as, request, audience, { ...INSECURE, requireDPoP: request.headers.has("dpop") });

const bearing = (token: string) =>
  new Request("https://api.example/", { headers: { authorization: `Bearer ${token}` } });

describe("oauth4webapi", () => {
  test.each(["PUBLIC", "CONFIDENTIAL"] as const)("signs a user in with a %s client and refreshes", async (kind) => {
    const party = partyOf(await tenant.client({ kind }));
    const { tokens, id } = await signIn(party);
    const answer = await oauth.userInfoRequest(as, party.client, tokens.access_token, INSECURE);
    expect(await oauth.processUserInfoResponse(as, party.client, id.sub, answer)).toMatchObject({
      email: member.email,
    });
    const refreshed = await oauth.processRefreshTokenResponse(
      as,
      party.client,
      await oauth.refreshTokenGrantRequest(as, party.client, party.auth, tokens.refresh_token ?? "", INSECURE),
    );
    expect((await validate(bearing(refreshed.access_token))).sub).toBe(id.sub);
  });

  test("pushes its request first (PAR) with a signed assertion", async () => {
    const party = partyOf(await tenant.client({ kind: "CONFIDENTIAL", byKey: true }));
    const { id } = await signIn(party, { push: true });
    expect(id.aud).toBe(party.client.client_id);
  });

  test("finds in an access token what RFC 9068 asks for, and whose tenant it is", async () => {
    const party = partyOf(await tenant.client({ kind: "PUBLIC" }));
    const { tokens, id } = await signIn(party);
    const claims = await validate(bearing(tokens.access_token));
    expect(claims).toMatchObject({
      iss: world.issuer,
      sub: id.sub,
      client_id: party.client.client_id,
      tenant_id: tenant.id,
      roles: ["Developer"],
    });
    await expect(validate(bearing(tokens.access_token), "https://elsewhere.example")).rejects.toThrow();
    // An ID token is none.
    await expect(validate(bearing(tokens.id_token ?? ""))).rejects.toThrow();
  });

  test("binds its tokens to a key (DPoP): without its proof the token is worth nothing", async () => {
    const party = partyOf(await tenant.client({ kind: "PUBLIC" }));
    const keys = await oauth.generateKeyPair("ES256");
    const DPoP = oauth.DPoP(party.client, keys);
    const { tokens } = await signIn(party, { DPoP });
    expect(tokens.token_type).toBe("dpop");
    const proven = await proofFor(DPoP, tokens.access_token);
    expect(await validate(proven)).toMatchObject({ client_id: party.client.client_id });
    await expect(validate(bearing(tokens.access_token))).rejects.toThrow();
    const refresh = (handle?: oauth.DPoPHandle) =>
      withNonce(
        () =>
          oauth.refreshTokenGrantRequest(as, party.client, party.auth, tokens.refresh_token ?? "", {
            ...INSECURE,
            DPoP: handle,
          }),
        (response) => oauth.processRefreshTokenResponse(as, party.client, response),
      );
    const thief = oauth.DPoP(party.client, await oauth.generateKeyPair("ES256"));
    await expect(refresh(thief)).rejects.toMatchObject({ error: "invalid_grant" });
    expect((await refresh(DPoP)).token_type).toBe("dpop");
  });

  test("acts as a machine, with a key and bound to another", async () => {
    const machine = partyOf(await tenant.client({ kind: "MACHINE", byKey: true }));
    const DPoP = oauth.DPoP(machine.client, await oauth.generateKeyPair("ES256"));
    const tokens = await withNonce(
      () => oauth.clientCredentialsGrantRequest(as, machine.client, machine.auth, {}, { ...INSECURE, DPoP }),
      (response) => oauth.processClientCredentialsResponse(as, machine.client, response),
    );
    const { client_id } = machine.client;
    expect(await validate(await proofFor(DPoP, tokens.access_token))).toMatchObject({ sub: client_id, client_id });
  });

  test("signs a user in on a device", async () => {
    const { client, auth } = partyOf(await tenant.client({ kind: "PUBLIC" }));
    const asked = await oauth.deviceAuthorizationRequest(as, client, auth, { scope: "openid" }, INSECURE);
    const device = await oauth.processDeviceAuthorizationResponse(as, client, asked);
    const poll = async () =>
      oauth.processDeviceCodeResponse(
        as,
        client,
        await oauth.deviceCodeGrantRequest(as, client, auth, device.device_code, INSECURE),
      );
    await expect(poll()).rejects.toMatchObject({ error: "authorization_pending" });
    await openWalker().walk(device.verification_uri_complete ?? "", { as: member, until: "none:" });
    // Not sooner than it was told to (RFC 8628 section 3.5).
    await new Promise((resolve) => setTimeout(resolve, (device.interval ?? 5) * 1000));
    expect((await validate(bearing((await poll()).access_token))).client_id).toBe(client.client_id);
  });

  test("asks whether a token is good, and revokes it", async () => {
    const party = partyOf(await tenant.client({ kind: "CONFIDENTIAL" }));
    const { client, auth } = party;
    const { tokens } = await signIn(party);
    const ask = async (token: string) =>
      oauth.processIntrospectionResponse(
        as,
        client,
        await oauth.introspectionRequest(as, client, auth, token, INSECURE),
      );
    expect(await ask(tokens.access_token)).toMatchObject({
      active: true,
      client_id: client.client_id,
      iss: world.issuer,
    });
    const revoked = await oauth.revocationRequest(as, client, auth, tokens.access_token, INSECURE);
    await oauth.processRevocationResponse(revoked);
    expect(await ask(tokens.access_token)).toEqual({ active: false });
    expect((await ask(tokens.refresh_token ?? "")).active).toBe(true);
  });
});

/** A request that a resource server gets with a token bound to a key. */
async function proofFor(DPoP: oauth.DPoPHandle, token: string): Promise<Request> {
  let sent: Request | undefined;
  const keep = async (url: string, init: object) => {
    sent = new Request(url, init);
    return new Response();
  };
  const url = new URL("https://api.example/records");
  await oauth.protectedResourceRequest(token, "GET", url, undefined, undefined, { DPoP, [oauth.customFetch]: keep });
  if (!sent) throw new Error("nothing was sent");
  return sent;
}
