import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Member,
  type OAuthTenant,
  type OAuthWorld,
  openOAuthWorld,
  REDIRECT_URI,
  type TestClient,
} from "../testkit/oauth.ts";
import {
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  post,
  postAs,
  redeem,
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** What the server says of itself, and that it is so (RFC 8414, OpenID Connect Discovery 1.0). */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let client: TestClient;
let metadata: Record<string, unknown>;
beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member();
  client = await tenant.client({ kind: "CONFIDENTIAL" });
  metadata = await document("oauth-authorization-server");
}, 60_000);
afterAll(() => world?.stop());

async function document(name: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${world.issuer}/.well-known/${name}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  return (await answer.json()) as Record<string, unknown>;
}

const list = (name: string) => (metadata[name] as string[]).toSorted();

test("both documents agree, and their issuer is that of the tokens to the byte", async () => {
  expect(await document("openid-configuration")).toEqual(metadata);
  const { access_token, id_token } = await tokensOf(world.issuer, client, member);
  for (const issuer of [metadata.issuer, decodeJwt(access_token).iss, decodeJwt(id_token).iss])
    expect(issuer).toBe(world.issuer);
  expect(new URL(world.issuer).origin).toBe(world.issuer);
});

test("every endpoint is under the issuer and answers", async () => {
  const endpoints = Object.entries(metadata).filter(([name]) => /_endpoint$|_uri$/.test(name));
  expect(endpoints.map(([name]) => name).sort()).toEqual([
    "authorization_endpoint",
    "device_authorization_endpoint",
    "end_session_endpoint",
    "introspection_endpoint",
    "jwks_uri",
    "pushed_authorization_request_endpoint",
    "revocation_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
  ]);
  for (const [name, address] of endpoints) {
    expect(String(address).startsWith(`${world.issuer}/oauth/`), name).toBe(true);
    const isPosted = !/authorization_endpoint$|end_session|jwks|userinfo/.test(name) || name.startsWith("device");
    const answer = await fetch(String(address), { method: isPosted ? "POST" : "GET", redirect: "manual" });
    expect(answer.status, name).not.toBe(404);
    expect(answer.status, name).toBeLessThan(500);
  }
});

test("the keys are public, signing keys alone, of the advertised algorithm", async () => {
  const { keys } = (await (await fetch(String(metadata.jwks_uri))).json()) as { keys: Record<string, string>[] };
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) {
    expect(key).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid: expect.any(String) });
    expect(Object.keys(key)).not.toContain("d");
  }
  expect(list("id_token_signing_alg_values_supported")).toEqual(["ES256"]);
});

const NOT_YOURS = /^unauthorized_client$/;

test("every grant works, and every other is refused", async () => {
  // The others have tests of their own: refresh.test.ts, and both libraries' for devices.
  expect(list("grant_types_supported")).toEqual([
    "authorization_code",
    "client_credentials",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
  ]);
  for (const grant_type of [
    "password",
    "implicit",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:openid:params:grant-type:ciba",
    "__proto__",
  ]) {
    const { status, body } = await postAs(world.issuer, client, "token", { grant_type });
    expect([status, body.error], grant_type).toEqual([400, "unsupported_grant_type"]);
  }
  const machine = await tenant.client({ kind: "MACHINE" });
  // What is for the other kind of client (RFC 6749 section 5.2).
  const acting = await postAs(world.issuer, client, "token", { grant_type: "client_credentials" });
  expect([acting.status, acting.body.error]).toEqual([400, expect.stringMatching(NOT_YOURS)]);
  const device = await postAs(world.issuer, machine, "device_authorization", { scope: "openid" });
  expect([device.status, device.body.error]).toEqual([400, expect.stringMatching(NOT_YOURS)]);
});

test("every way for a client to prove itself works, and every other is refused", async () => {
  const grant = { grant_type: "client_credentials" };
  const machine = await tenant.client({ kind: "MACHINE" });
  const byKey = await tenant.client({ kind: "MACHINE", byKey: true });
  const inBody = { ...grant, client_id: machine.id, client_secret: machine.secret };
  const works: Record<string, () => Promise<number>> = {
    client_secret_basic: async () => (await postAs(world.issuer, machine, "token", grant)).status,
    client_secret_post: async () => (await post(world.issuer, "token", inBody)).status,
    private_key_jwt: async () => (await postAs(world.issuer, byKey, "token", grant)).status,
    none: async () => {
      const spa = await tenant.client({ kind: "PUBLIC" });
      await tokensOf(world.issuer, spa, member);
      return 200;
    },
  };
  expect(list("token_endpoint_auth_methods_supported")).toEqual(Object.keys(works).sort());
  for (const [method, proves] of Object.entries(works)) expect(await proves(), method).toBe(200);
  const unsigned = {
    ...grant,
    client_id: byKey.id,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
    client_assertion: "x",
  };
  expect((await post(world.issuer, "token", unsigned)).body.error).toMatch(/^invalid_(client|request)$/);
});

test("every way to answer works, and every other is refused", async () => {
  const answerBy = async (response_mode: string) => {
    const { verifier, challenge } = newVerifier();
    const start = authorizeUrl(world.issuer, authorizeParameters(client, challenge, { response_mode }));
    const walker = openWalker();
    const arrival = await walker.walk(start, { as: member, until: REDIRECT_URI }).catch(() => undefined);
    return { ...arrival, verifier, walker };
  };
  expect(list("response_modes_supported")).toEqual(["form_post", "fragment", "query"]);
  expect((await answerBy("query")).answer?.searchParams.get("code")).toBeTypeOf("string");
  const { answer, verifier, walker } = await answerBy("fragment");
  const fragment = new URLSearchParams(answer?.hash.slice(1));
  expect([answer?.search, fragment.get("iss")]).toEqual(["", world.issuer]);
  const code = fragment.get("code") ?? "";
  const redeemed = await redeem(world.issuer, client, { code, verifier, walker, answer: answer as URL });
  expect(redeemed.status).toBe(200);
  for (const mode of ["jwt", "query.jwt", "web_message", "nonsense"])
    expect((await answerBy(mode)).answer?.searchParams.get("error"), mode).toBe("unsupported_response_mode");
});

test("an answer by form is a page that posts to the client", async () => {
  const start = authorizeUrl(
    world.issuer,
    authorizeParameters(client, newVerifier().challenge, { response_mode: "form_post", prompt: "none" }),
  );
  const page = await openWalker().request(start);
  expect(page.forms).toMatchObject([{ action: REDIRECT_URI, method: "POST" }]);
  const fields = Object.fromEntries(page.forms[0]?.fields.map(({ name, value }) => [name, value]) ?? []);
  expect(fields).toMatchObject({ error: "login_required", iss: world.issuer, state: "as it was" });
  expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

test("what is not advertised is not there: requests as objects, registration, sessions by frame", async () => {
  for (const name of ["registration_endpoint", "check_session_iframe", "backchannel_authentication_endpoint"])
    expect(metadata).not.toHaveProperty(name);
  expect(metadata).toMatchObject({
    request_uri_parameter_supported: false,
    claims_parameter_supported: true,
    code_challenge_methods_supported: ["S256"],
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    authorization_response_iss_parameter_supported: true,
  });
  for (const path of ["reg", "register", "session/check", "backchannel", "nonsense", ""]) {
    const answer = await fetch(`${world.issuer}/oauth/${path}`, { method: "POST" });
    expect(answer.status, path).toBe(404);
  }
});

test("browsers of a registered origin get tokens, and others only what is public", async () => {
  const origin = "https://spa.example";
  const spa = await tenant.client({ kind: "PUBLIC", redirectUris: [`${origin}/callback`] });
  const allowed = async (path: string, from: string, init: RequestInit = {}) => {
    const answer = await fetch(world.issuer + path, { ...init, headers: { origin: from } });
    return [from, "*"].includes(answer.headers.get("access-control-allow-origin") ?? "");
  };
  for (const path of ["/.well-known/openid-configuration", "/oauth/jwks"])
    expect(await allowed(path, "https://anywhere.example"), path).toBe(true);
  const refresh = () => new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: spa.id });
  expect(await allowed("/oauth/token", origin, { method: "POST", body: refresh() })).toBe(true);
  expect(await allowed("/oauth/token", "https://evil.example", { method: "POST", body: refresh() })).toBe(false);
  // A page is for people.
  expect(await allowed("/oauth/authorize", origin)).toBe(false);
  // As browsers ask before they send a proof.
  const preflight = await fetch(`${world.issuer}/oauth/token`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "dpop" },
  });
  expect(preflight.headers.get("access-control-allow-headers")).toMatch(/dpop/i);
});
