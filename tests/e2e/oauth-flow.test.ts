import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  change,
  type Member,
  type OAuthTenant,
  type OAuthWorld,
  openOAuthWorld,
  type TestClient,
} from "../testkit/oauth.ts";
import { postAs, refresh, type Tokens, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";
import { type Listening, subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

/** One person's day with a client: in, at work on every transport, and out. Whichever gateway and process answers. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let client: TestClient;
let walker: Walker;
let tokens: Tokens;
const sockets: Listening[] = [];

beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member("Developer");
  client = await tenant.client({ kind: "PUBLIC" });
  walker = openWalker();
  await change(
    tenant.admin,
    "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
    { name: "notes", schema: { type: "object" } },
  );
}, 60_000);
afterAll(() => world?.stop());

const RECORDS = "/v1/collections/notes/records";
const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const CHANGES = 'subscription { recordChanged(collection: "notes") { cursor record { createdBy { id } } } }';

/** What each gateway says to a token over REST. */
const statusesOf = (token: string) =>
  Promise.all(
    world.server.addresses.map(
      async (address) => (await fetch(address + RECORDS, { headers: { authorization: `Bearer ${token}` } })).status,
    ),
  );

test("a person signs in, and the client gets tokens for them in their tenant", async () => {
  tokens = await tokensOf(world.issuer, client, member, {}, walker);
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    iss: world.issuer,
    sub: member.userId,
    tenant_id: tenant.id,
    client_id: client.id,
    roles: ["Developer"],
  });
});

test("the token works over GraphQL, REST and WebSocket at every gateway, as its user", async () => {
  const { data } = await world.server.graphql(tokens.access_token, "{ me { actor { id kind } } }");
  expect(data).toEqual({ me: { actor: { id: member.userId, kind: "USER" } } });
  expect(new Set(await statusesOf(tokens.access_token))).toEqual(new Set([200]));
  for (const address of world.server.addresses) sockets.push(await subscribe(address, tokens.access_token, CHANGES));
  const heardAll = () => sockets.every(({ messages }) => messages.some(({ type }) => type === "next"));
  await until(async () => {
    const note = { i: { collection: "notes", data: { text: "hello" } } };
    expect((await world.server.graphql(tokens.access_token, CREATE, note)).errors).toBeUndefined();
    return heardAll();
  }, 15_000);
  for (const { messages } of sockets) expect(JSON.stringify(messages)).toContain(member.userId);
});

test("eight refreshes at once through whatever gateway have one successor, which goes on", async () => {
  const old = tokens.refresh_token;
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(world.issuer, client, old)));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
  tokens = answers[0]?.body as unknown as Tokens;
  expect(tokens.refresh_token).not.toBe(old);
  expect(new Set(await statusesOf(tokens.access_token))).toEqual(new Set([200]));
});

test("the token is known where it may be asked about, and to nobody else", async () => {
  const asking = await tenant.client({ kind: "MACHINE" });
  const other = await (await world.tenant()).client({ kind: "MACHINE" });
  const ask = async (who: TestClient) =>
    (await postAs(world.issuer, who, "introspect", { token: tokens.access_token })).body;
  expect(await ask(asking)).toMatchObject({ active: true, sub: member.userId, tenant_id: tenant.id });
  expect(await ask(other)).toEqual({ active: false });
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const answer = await fetch(`${world.issuer}/oauth/userinfo`, { headers });
  expect(await answer.json()).toEqual({ sub: member.userId, tenant_id: tenant.id, email: member.email });
});

test("signing out ends it everywhere: tokens, refreshes and open sockets", async () => {
  const { page } = await walker.walk(`${world.issuer}/oauth/logout`, { until: "none:" });
  expect(page?.status).toBe(200);
  await until(async () => (await statusesOf(tokens.access_token)).every((status) => status === 401));
  for (const socket of sockets) expect(await socket.ended(10_000)).toBe("4401 UNAUTHENTICATED");
  const answer = await refresh(world.issuer, client, tokens.refresh_token);
  expect([answer.status, answer.body.error]).toEqual([400, "invalid_grant"]);
  // And the browser is asked again.
  const again = await walker.walk(
    `${world.issuer}/oauth/authorize?${new URLSearchParams({
      client_id: client.id,
      response_type: "code",
      redirect_uri: client.redirectUri,
      scope: "openid",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
      prompt: "none",
    })}`,
    { until: client.redirectUri },
  );
  expect(again.answer?.searchParams.get("error")).toBe("login_required");
});
