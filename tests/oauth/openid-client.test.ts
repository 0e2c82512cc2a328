import { decodeJwt, decodeProtectedHeader } from "jose";
import * as oidc from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";

/** The certified client for JavaScript, through every flow the server offers. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let confidential: TestClient;
beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member();
  confidential = await tenant.client({
    kind: "CONFIDENTIAL",
    postLogoutRedirectUris: ["https://client.example/signed-out"],
  });
}, 60_000);
afterAll(() => world?.stop());

const SCOPE = "openid profile email offline_access";

function discover(client: TestClient, how?: oidc.ClientAuth): Promise<oidc.Configuration> {
  const auth = how ?? (client.key ? oidc.PrivateKeyJwt(client.key) : client.secret ? undefined : oidc.None());
  const metadata = client.secret ? { client_secret: client.secret } : {};
  return oidc.discovery(new URL(world.issuer), client.id, metadata, auth, { execute: [oidc.allowInsecureRequests] });
}

interface SignIn {
  walker?: Walker;
  parameters?: Record<string, string>;
  dpop?: oidc.DPoPHandle;
  push?: boolean;
  redirectUri?: string;
}

/** A whole sign-in: what the program does and what the person does. */
async function signIn(config: oidc.Configuration, client: TestClient, how: SignIn = {}) {
  const { walker = openWalker(), dpop, redirectUri = client.redirectUri } = how;
  const verifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const parameters = {
    redirect_uri: redirectUri,
    scope: SCOPE,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
    prompt: "consent",
    ...how.parameters,
  };
  const build = how.push ? oidc.buildAuthorizationUrlWithPAR : oidc.buildAuthorizationUrl;
  const start = await build(config, parameters, { DPoP: dpop });
  const { answer, page } = await walker.walk(start.href, { as: member, until: redirectUri });
  if (!answer) throw new Error(`the walk ended at ${page?.status} ${page?.url}\n${page?.html}`);
  const checks = { pkceCodeVerifier: verifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await oidc.authorizationCodeGrant(config, answer, checks, undefined, { DPoP: dpop });
  return { tokens, start, answer, walker };
}

describe("openid-client", () => {
  test("finds everything by discovery, from either document", async () => {
    const config = await discover(confidential);
    const { issuer, token_endpoint } = config.serverMetadata();
    expect({ issuer, token_endpoint }).toEqual({ issuer: world.issuer, token_endpoint: `${world.issuer}/oauth/token` });
    const other = await oidc.discovery(new URL(world.issuer), confidential.id, {}, undefined, {
      execute: [oidc.allowInsecureRequests],
      algorithm: "oauth2",
    });
    expect(other.serverMetadata().authorization_endpoint).toBe(config.serverMetadata().authorization_endpoint);
  });

  test.each(["PUBLIC", "CONFIDENTIAL"] as const)(
    "signs a user in with a %s client, asks who, refreshes",
    async (kind) => {
      const client = kind === "PUBLIC" ? await tenant.client({ kind }) : confidential;
      const config = await discover(client);
      const { tokens } = await signIn(config, client);
      expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ typ: "at+jwt", alg: "ES256" });
      const subject = tokens.claims()?.sub ?? "";
      expect(decodeJwt(tokens.access_token).sub).toBe(subject);
      expect(await oidc.fetchUserInfo(config, tokens.access_token, subject)).toMatchObject({ sub: subject });
      const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? "");
      expect(refreshed.claims()?.sub ?? subject).toBe(subject);
      expect(refreshed.access_token).not.toBe(tokens.access_token);
      // A public client's refresh token lives once; that of a client that proves itself stays (RFC 9700 section 2.2.2).
      expect(refreshed.refresh_token !== undefined && refreshed.refresh_token !== tokens.refresh_token).toBe(
        kind === "PUBLIC",
      );
    },
  );

  test("learns nothing but its own scope: e-mail and name only when asked for", async () => {
    const config = await discover(confidential);
    const { tokens: asked } = await signIn(config, confidential);
    const { tokens: unasked } = await signIn(config, confidential, { parameters: { scope: "openid" } });
    const info = (tokens: typeof asked) => oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? "");
    expect(await info(asked)).toMatchObject({ email: member.email, name: member.name });
    expect(Object.keys(await info(unasked)).sort()).toEqual(["sub", "tenant_id"]);
  });

  test.each([
    ["client_secret_basic", oidc.ClientSecretBasic],
    ["client_secret_post", oidc.ClientSecretPost],
  ])("acts as a machine by %s", async (_, how) => {
    const machine = await tenant.client({ kind: "MACHINE" });
    const tokens = await oidc.clientCredentialsGrant(await discover(machine, how(machine.secret)));
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      sub: machine.id,
      client_id: machine.id,
      aud: `${world.issuer}/api`,
    });
    expect(tokens.refresh_token).toBeUndefined();
  });

  test("acts as a machine by private_key_jwt", async () => {
    const machine = await tenant.client({ kind: "MACHINE", byKey: true });
    const tokens = await oidc.clientCredentialsGrant(await discover(machine));
    expect(decodeJwt(tokens.access_token).sub).toBe(machine.id);
  });

  test("signs a user in with a confidential client that signs assertions", async () => {
    const client = await tenant.client({ kind: "CONFIDENTIAL", byKey: true });
    const config = await discover(client);
    const { tokens } = await signIn(config, client);
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? "");
    expect(decodeJwt(refreshed.access_token).client_id).toBe(client.id);
  });

  test("pushes its request first (PAR): nothing of it stands in the address", async () => {
    const { start, tokens } = await signIn(await discover(confidential), confidential, { push: true });
    expect([...start.searchParams.keys()].sort()).toEqual(["client_id", "request_uri"]);
    expect(tokens.claims()?.aud).toBe(confidential.id);
  });

  test("binds its tokens to a key (DPoP), whether the server asks for a nonce or not", async () => {
    const client = await tenant.client({ kind: "PUBLIC", dpopBound: true });
    const config = await discover(client);
    const dpop = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair("ES256"));
    const { tokens } = await signIn(config, client, { dpop });
    expect(tokens.token_type).toBe("dpop");
    const { cnf } = decodeJwt<{ cnf: { jkt: string } }>(tokens.access_token);
    expect(cnf.jkt).toBe(await dpop.calculateThumbprint());
    const subject = tokens.claims()?.sub ?? "";
    expect(await oidc.fetchUserInfo(config, tokens.access_token, subject, { DPoP: dpop })).toMatchObject({
      sub: subject,
    });
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? "", {}, { DPoP: dpop });
    expect(refreshed.token_type).toBe("dpop");
  });

  test("signs a user in on a device without a browser", async () => {
    const client = await tenant.client({ kind: "PUBLIC" });
    const config = await discover(client);
    const device = await oidc.initiateDeviceAuthorization(config, { scope: SCOPE });
    expect(device.verification_uri).toBe(`${world.issuer}/oauth/device`);
    const walk = { as: member, userCode: device.user_code, until: "none:" };
    const { page } = await openWalker().walk(device.verification_uri, walk);
    expect(page?.status).toBe(200);
    const tokens = await oidc.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 });
    expect(tokens.claims()?.sub).toBe(decodeJwt(tokens.access_token).sub);
    const again = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? "");
    expect(again.access_token).not.toBe(tokens.access_token);
  });

  test("is told when the person at the browser refuses the device", async () => {
    const config = await discover(await tenant.client({ kind: "PUBLIC" }));
    const device = await oidc.initiateDeviceAuthorization(config, { scope: SCOPE });
    const walk = { as: member, consent: "deny", until: "none:" } as const;
    await openWalker().walk(device.verification_uri_complete ?? "", walk);
    await expect(oidc.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 })).rejects.toMatchObject({
      error: "access_denied",
    });
  });

  test("asks whether a token is good, and revokes it", async () => {
    const config = await discover(confidential);
    const { tokens } = await signIn(config, confidential);
    const active = async (token = "") => (await oidc.tokenIntrospection(config, token)).active;
    expect(await oidc.tokenIntrospection(config, tokens.access_token)).toMatchObject({
      active: true,
      client_id: confidential.id,
      sub: tokens.claims()?.sub,
    });
    expect(await active(tokens.refresh_token)).toBe(true);
    await oidc.tokenRevocation(config, tokens.refresh_token ?? "");
    expect([await active(tokens.access_token), await active(tokens.refresh_token)]).toEqual([false, false]);
  });

  test("signs the user out, and the tokens with them", async () => {
    const config = await discover(confidential);
    const { tokens, walker } = await signIn(config, confidential);
    const end = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? "",
      post_logout_redirect_uri: "https://client.example/signed-out",
      state: "and back",
    });
    const { answer } = await walker.walk(end.href, { until: "https://client.example/signed-out" });
    expect(answer?.searchParams.get("state")).toBe("and back");
    expect(await oidc.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false });
    await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? "")).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await expect(signIn(config, confidential, { walker, parameters: { prompt: "none" } })).rejects.toMatchObject({
      error: "login_required",
    });
  });

  test("asks for a token of one tenant by resource", async () => {
    const config = await discover(confidential);
    const resource = `${world.issuer}/api/tenants/${tenant.id}`;
    const { tokens } = await signIn(config, confidential, { parameters: { resource } });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: resource, tenant_id: tenant.id });
  });

  test("notices an answer of another server by iss", async () => {
    const config = await discover(confidential);
    const { answer } = await signIn(config, confidential);
    const forged = new URL(answer);
    forged.searchParams.set("iss", "https://other.example");
    const checks = { expectedState: answer.searchParams.get("state") ?? "", pkceCodeVerifier: "x".repeat(43) };
    const fault = () => oidc.authorizationCodeGrant(config, forged, checks).catch(({ cause }: Error) => `${cause}`);
    expect(await fault()).toMatch(/unexpected "iss"/);
    forged.searchParams.delete("iss");
    expect(await fault()).toMatch(/"iss" .* missing/);
  });

  test.each(["http://127.0.0.1", "http://[::1]"])("comes back to %s at whatever port its program got", async (host) => {
    const client = await tenant.client({ kind: "PUBLIC", redirectUris: [`${host}/callback`] });
    const { tokens } = await signIn(await discover(client), client, { redirectUri: `${host}:49152/callback` });
    expect(tokens.refresh_token).toBeTypeOf("string");
  });

  test("renews without a question while the session stands", async () => {
    const config = await discover(confidential);
    const { walker, tokens } = await signIn(config, confidential);
    const again = await signIn(config, confidential, { walker, parameters: { prompt: "none" } });
    expect(again.tokens.claims()?.sub).toBe(tokens.claims()?.sub);
  });
});
