import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { type JsonAnswer, post, postAs, refresh, type Tokens, tokensOf } from "../testkit/oauth-requests.ts";

/** Revocation (RFC 7009) and introspection (RFC 7662). */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let publicClient: TestClient;
let client: TestClient;
let other: TestClient;
let machine: TestClient;
beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member();
  publicClient = await tenant.client({ kind: "PUBLIC" });
  client = await tenant.client({ kind: "CONFIDENTIAL" });
  other = await tenant.client({ kind: "CONFIDENTIAL" });
  machine = await tenant.client({ kind: "MACHINE" });
}, 60_000);
afterAll(() => world?.stop());

async function apiSays(token: string): Promise<string> {
  const { data, errors } = await world.server.graphql(token, "{ me { roles } }");
  return errors?.[0]?.extensions.code ?? JSON.stringify(data);
}

const WITHIN = { timeout: 2_000 };
const signIn = (by: TestClient): Promise<Tokens> => tokensOf(world.issuer, by, member);
const revoke = (by: TestClient, token: string, other = {}) => postAs(world.issuer, by, "revoke", { token, ...other });
const introspect = (by: TestClient, token: string) => postAs(world.issuer, by, "introspect", { token });
const INACTIVE = { status: 200, body: { active: false } };
const outcome = ({ status, body }: JsonAnswer) => (body.error ? `${status} ${body.error}` : status);

async function machineToken(): Promise<string> {
  const { body } = await postAs(world.issuer, machine, "token", { grant_type: "client_credentials" });
  return String(body.access_token);
}

describe("revocation", () => {
  test("of a token that is none, or none any more, is fine", async () => {
    const { refresh_token } = await signIn(client);
    expect(outcome(await revoke(client, refresh_token))).toBe(200);
    for (const token of [refresh_token, "unknown", "a.b.c", "x".repeat(5_000)])
      expect(outcome(await revoke(client, token))).toBe(200);
    expect(outcome(await postAs(world.issuer, client, "revoke", {}))).toBe("400 invalid_request");
  });

  test.each(["PUBLIC", "CONFIDENTIAL"] as const)(
    "of a refresh token of a %s client kills its access tokens everywhere, and no other device's",
    async (kind) => {
      const by = kind === "PUBLIC" ? publicClient : client;
      const [one, two] = [await signIn(by), await signIn(by)];
      expect(await apiSays(one.access_token)).toContain("Developer");
      expect(outcome(await revoke(by, one.refresh_token))).toBe(200);
      expect(outcome(await refresh(world.issuer, by, one.refresh_token))).toBe("400 invalid_grant");
      expect(await introspect(client, one.access_token)).toMatchObject(INACTIVE);
      await expect.poll(() => apiSays(one.access_token), WITHIN).toBe("UNAUTHENTICATED");
      expect(await apiSays(two.access_token)).toContain("Developer");
      expect(outcome(await refresh(world.issuer, by, two.refresh_token))).toBe(200);
    },
  );

  test("of an access token kills that one everywhere, and its client renews it", async () => {
    const { access_token, refresh_token } = await signIn(client);
    expect(await apiSays(access_token)).toContain("Developer");
    expect(outcome(await revoke(client, access_token, { token_type_hint: "refresh_token" }))).toBe(200);
    await expect.poll(() => apiSays(access_token), WITHIN).toBe("UNAUTHENTICATED");
    const renewed = await refresh(world.issuer, client, refresh_token);
    expect(await apiSays(String(renewed.body.access_token))).toContain("Developer");
  });

  test("of a machine's token kills it everywhere", async () => {
    const [token, another] = [await machineToken(), await machineToken()];
    expect(await apiSays(token)).toContain("Viewer");
    expect(outcome(await revoke(machine, token))).toBe(200);
    await expect.poll(() => apiSays(token), WITHIN).toBe("UNAUTHENTICATED");
    expect(await apiSays(another)).toContain("Viewer");
  });

  test("is for the token's own client alone", async () => {
    const { access_token, refresh_token } = await signIn(client);
    for (const thief of [other, publicClient, machine])
      for (const token of [access_token, refresh_token]) await revoke(thief, token);
    const unproven = await post(world.issuer, "revoke", { token: refresh_token, client_id: client.id });
    expect(outcome(unproven)).toMatch(/^40[01] invalid_(client|request)$/);
    expect(await apiSays(access_token)).toContain("Developer");
    expect(outcome(await refresh(world.issuer, client, refresh_token))).toBe(200);
  });
});

describe("introspection", () => {
  test("tells a client of the tenant all about a token that is good", async () => {
    const { access_token, refresh_token } = await signIn(publicClient);
    for (const asks of [client, other, machine])
      expect(await introspect(asks, access_token)).toMatchObject({
        status: 200,
        body: {
          active: true,
          iss: world.issuer,
          aud: `${world.issuer}/api`,
          sub: member.userId,
          client_id: publicClient.id,
          tenant_id: tenant.id,
          token_type: "Bearer",
          exp: expect.any(Number),
          iat: expect.any(Number),
          scope: expect.stringContaining("openid"),
        },
      });
    expect((await introspect(client, refresh_token)).body).toMatchObject({ active: true, client_id: publicClient.id });
    expect((await introspect(client, await machineToken())).body).toMatchObject({ active: true, sub: machine.id });
  });

  test("answers only clients that prove themselves", async () => {
    const { access_token: token } = await signIn(client);
    for (const answer of [
      await post(world.issuer, "introspect", { token }),
      await post(world.issuer, "introspect", { token, client_id: client.id }),
      await postAs(world.issuer, { ...client, secret: "bhs_wrong" }, "introspect", { token }),
      // A public client proves nothing: it is told nothing, of its own tokens, others' and none alike.
      await introspect(publicClient, (await signIn(publicClient)).access_token),
      await introspect(publicClient, token),
      await introspect(publicClient, "unknown"),
    ]) {
      expect(outcome(answer)).toMatch(/^40[01] invalid_(client|request)$/);
      expect(answer.body).not.toHaveProperty("active");
    }
  });

  test("says inactive and no more to what is unknown, altered, expired, revoked or another tenant's", async () => {
    const elsewhere = await world.tenant();
    const stranger = await elsewhere.client({ kind: "CONFIDENTIAL" });
    const theirs = await elsewhere.client({ kind: "MACHINE" });
    const { body: foreign } = await postAs(world.issuer, theirs, "token", { grant_type: "client_credentials" });
    const { access_token, refresh_token, id_token } = await signIn(client);
    for (const token of [
      "unknown",
      "a.b.c",
      `${access_token.slice(0, -6)}AAAAAA`,
      access_token.replace(/^[^.]+/, Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")),
      id_token,
      String(foreign.access_token),
    ])
      expect(await introspect(client, token)).toMatchObject(INACTIVE);
    for (const token of [access_token, refresh_token])
      expect((await introspect(stranger, token)).body).toEqual({ active: false });
    const { rowCount } = await world.server.databases.owner.pool.query(
      `update identity.oidc_artifact set expires_at = now() where model = 'RefreshToken'
         and digest = sha256(convert_to($1, 'UTF8'))`,
      [refresh_token],
    );
    expect(rowCount).toBe(1);
    expect((await introspect(client, refresh_token)).body).toEqual({ active: false });
    await revoke(client, access_token);
    expect((await introspect(client, access_token)).body).toEqual({ active: false });
  });
});
