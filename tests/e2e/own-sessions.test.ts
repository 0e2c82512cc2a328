import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIREFOX, SAFARI, signedIn } from "../testkit/account-pages.ts";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { refresh } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { until } from "../testkit/until.ts";

/** An application's profile page: who somebody is, and where they are signed in. Whichever gateway and process answers. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let client: TestClient;
let here: Awaited<ReturnType<typeof signedIn>>;
let phone: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member("Viewer");
  client = await tenant.client({ kind: "PUBLIC" });
  phone = await signedIn(world, client, member, openWalker(SAFARI));
  here = await signedIn(world, client, member, openWalker(FIREFOX));
}, 60_000);
afterAll(() => world?.stop());

const rest = async (method: string, path: string, token = here.tokens.access_token) => {
  const { status, text } = await world.server.rest(token, method, path);
  return { status, body: JSON.parse(text) };
};

test("GET /v1/me tells who calls, and where they change what they sign in with", async () => {
  const { status, body } = await rest("GET", "/v1/me");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    actor: { id: member.userId, kind: "USER", name: member.name },
    roles: ["Viewer"],
    email: member.email,
    recovery_codes_left: 0,
    account_url: `${world.issuer}/account`,
  });
  expect((await rest("GET", "/v1/me/factors")).body).toEqual({ data: [] });
});

test("sessions are told by GraphQL and REST alike, with device, application and last use", async () => {
  const { body } = await rest("GET", "/v1/me/sessions");
  const common = { client_id: client.id, client_name: "A public client", ended_at: null };
  expect(body.data).toEqual([
    expect.objectContaining({ ...common, device: "Firefox on Linux", is_current: true }),
    expect.objectContaining({ ...common, device: "Safari on iOS", is_current: false }),
  ]);
  expect(body.data[0].id).toBe(decodeJwt(here.tokens.access_token).sid);
  const query = "{ me { sessions { nodes { id device isCurrent } } } }";
  const { data } = await world.server.graphql(phone.tokens.access_token, query);
  expect((data as { me: { sessions: { nodes: unknown[] } } }).me.sessions.nodes).toEqual([
    { id: body.data[0].id, device: "Firefox on Linux", isCurrent: false },
    { id: body.data[1].id, device: "Safari on iOS", isCurrent: true },
  ]);
});

test("ending another one shuts it out within a moment; ending it again changes nothing", async () => {
  const id = String(decodeJwt(phone.tokens.access_token).sid);
  const { status, body } = await rest("DELETE", `/v1/me/sessions/${id}`);
  expect([status, body.id, body.is_current]).toEqual([200, id, false]);
  expect(body.ended_at).toMatch(/Z$/);
  await until(async () => (await world.server.rest(phone.tokens.access_token, "GET", "/v1/me")).status === 401, 5_000);
  expect((await refresh(world.issuer, client, phone.tokens.refresh_token)).body.error).toBe("invalid_grant");
  expect((await rest("DELETE", `/v1/me/sessions/${id}`)).body).toEqual(body);
  expect((await rest("GET", "/v1/me")).status).toBe(200);
});

test("a colleague's session and a key's wish are answered as nothing", async () => {
  const colleague = await signedIn(world, client, await tenant.member());
  const id = String(decodeJwt(colleague.tokens.access_token).sid);
  const nothing = await rest("DELETE", "/v1/me/sessions/grt_01kb2j5w3zfz6v1m0m3m5g7q8r");
  const theirs = await rest("DELETE", `/v1/me/sessions/${id}`);
  expect([nothing.status, theirs.status, theirs.body.detail]).toEqual([404, 404, nothing.body.detail]);
  const { text } = await tenant.admin.rest("Admin", "GET", "/v1/me/sessions");
  expect(JSON.parse(text)).toEqual({ data: [], next_cursor: null, prev_cursor: null });
  expect((await rest("GET", "/v1/me", colleague.tokens.access_token)).status).toBe(200);
});

test("all others go at once", async () => {
  const other = await signedIn(world, client, member, openWalker(SAFARI));
  expect((await rest("POST", "/v1/me/sessions/revoke")).body).toEqual({ count: 1 });
  await until(async () => (await world.server.rest(other.tokens.access_token, "GET", "/v1/me")).status === 401, 5_000);
  expect((await rest("GET", "/v1/me/sessions")).body.data).toHaveLength(1);
});

test("a token that names other permissions can neither list nor end them, nor read the address", async () => {
  const narrow = await signedIn(world, client, member, openWalker(FIREFOX), { scope: "openid tenant:read" });
  for (const [method, path] of [
    ["GET", "/v1/me"],
    ["GET", "/v1/me/sessions"],
    ["POST", "/v1/me/sessions/revoke"],
  ] as const)
    expect((await rest(method, path, narrow.tokens.access_token)).status).toBe(403);
});

test("an application that a tenant registered cannot remove a factor, and hears where people can", async () => {
  const { status, body } = await rest("DELETE", "/v1/me/factors/fac_01kb2j5w3zfz6v1m0m3m5g7q8r");
  // A password alone is not enough for it to be asked at all.
  expect([status, body.code]).toEqual([401, "INSUFFICIENT_AUTHENTICATION"]);
});
