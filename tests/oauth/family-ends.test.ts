import { revokeOAuthClient } from "@bulkhead/identity/src/domain/revoke-oauth-client.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openIssuer } from "../testkit/issuer.ts";
import { change, type Member, type TestClient } from "../testkit/oauth.ts";
import {
  DOORS,
  endOf,
  grantOf,
  installationClient,
  NOTE_CHANGES,
  openDoors,
  shutEverywhere,
  type TenantWithDoors,
  withDoors,
} from "../testkit/oauth-doors.ts";
import {
  addMember,
  changePassword,
  lock,
  removeMember,
  resume,
  revokeClient,
  signOut,
  silently,
  suspend,
  unlock,
} from "../testkit/oauth-ends.ts";
import { type OAuthPair, openOAuthPair } from "../testkit/oauth-pair.ts";
import { authorize, redeem, refresh, type Tokens, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";
import { type Listening, subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

/** That the end of a family is one, at every door of two processes, sockets and codes not yet redeemed included. */
let pair: OAuthPair;
let tenant: TenantWithDoors;
let spa: TestClient;

beforeAll(async () => {
  pair = await openOAuthPair();
  tenant = await withDoors(await pair.tenant());
  spa = await tenant.client({ kind: "PUBLIC" });
}, 120_000);
afterAll(() => pair?.stop(), 30_000);

/** Someone signed in, with tokens, a code not yet redeemed, and a socket at each process. */
interface Live {
  home: TenantWithDoors;
  client: TestClient;
  member: Member;
  walker: Walker;
  tokens: Tokens;
  pending: Awaited<ReturnType<typeof authorize>>;
  sockets: Listening[];
}

async function live(home = tenant, client = spa): Promise<Live> {
  const member = await home.member();
  const walker = openWalker();
  const tokens = await tokensOf(pair.issuer, client, member, {}, walker);
  const pending = await authorize(pair.issuer, client, member, { prompt: "none" }, walker);
  for (const address of pair.addresses)
    expect(await openDoors(address, tokens.access_token, home.resourceServer)).toEqual(DOORS);
  const sockets = await Promise.all(
    pair.addresses.map((address) => subscribe(address, tokens.access_token, NOTE_CHANGES)),
  );
  await until(async () => {
    await change(home.admin, NOTE, { collection: "notes", data: {} });
    return sockets.every(({ messages }) => messages.some(({ type }) => type === "next"));
  }, 15_000);
  return { home, client, member, walker, tokens, pending, sockets };
}

const NOTE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";

/** How sockets were closed; a subscription may be told before, which is no closing yet. */
async function closings(sockets: Listening[]): Promise<Set<string>> {
  const all = sockets.map(async (socket) => {
    let how = "";
    await until(async () => {
      how = await socket.ended(1_000);
      return /^\d{4}/.test(how);
    }, 10_000);
    return how;
  });
  return new Set(await Promise.all(all));
}

const LOST_CREDENTIAL = new Set(["4401 UNAUTHENTICATED"]);

const errorOf = async (answer: Promise<{ body: Record<string, unknown> }>) => (await answer).body.error;

/** That nothing of it works any more, anywhere. */
async function expectDead(one: Pick<Live, "home" | "client" | "tokens">, error: unknown = "invalid_grant") {
  await shutEverywhere(pair.addresses, one.tokens.access_token, one.home.resourceServer);
  for (const address of pair.addresses)
    expect(await errorOf(refresh(address, one.client, one.tokens.refresh_token))).toEqual(error);
}

async function expectReason({ tokens }: Pick<Live, "tokens">, reason: string): Promise<void> {
  await until(async () => (await endOf(pair.server, tokens.access_token)).reason !== null, 10_000);
  expect(await endOf(pair.server, tokens.access_token)).toEqual({ reason, audited: [reason] });
}

describe("a family ends, at every door of both processes, when", () => {
  test("its user is locked; unlocking brings nothing back", async () => {
    const one = await live();
    await lock(tenant, one.member);
    expect(await closings(one.sockets)).toEqual(LOST_CREDENTIAL);
    await expectDead(one);
    expect(await errorOf(redeem(pair.issuer, spa, one.pending))).toBe("invalid_grant");
    await expectReason(one, "USER_LOCKED");
    // The browser session is the person's, above tenants: it stands, and leads nowhere here.
    expect(await silently(pair.issuer, one.walker, spa)).toBe("access_denied");
    await unlock(tenant, one.member);
    await expect(tokensOf(pair.issuer, spa, one.member)).resolves.toHaveProperty("access_token");
    await expectDead(one);
  }, 60_000);

  test("its user's membership ends; another membership brings nothing back", async () => {
    const one = await live();
    await removeMember(pair.server, tenant, one.member);
    expect(await closings(one.sockets)).toEqual(LOST_CREDENTIAL);
    await expectDead(one);
    expect(await errorOf(redeem(pair.issuer, spa, one.pending))).toBe("invalid_grant");
    await expectReason(one, "MEMBER_REMOVED");
    expect(await silently(pair.issuer, one.walker, spa)).toBe("access_denied");
    await addMember(tenant, one.member, "Viewer");
    const again = await tokensOf(pair.issuer, spa, one.member);
    expect(decodeJwt(again.access_token).roles).toEqual(["Viewer"]);
    await expectDead(one);
  }, 60_000);

  test("its user is removed and added again before anybody asked", async () => {
    const one = await live();
    await removeMember(pair.server, tenant, one.member);
    await addMember(tenant, one.member, "Viewer");
    await expectReason(one, "MEMBER_REMOVED");
    await expectDead(one);
    expect(await errorOf(redeem(pair.issuer, spa, one.pending))).toBe("invalid_grant");
  }, 60_000);

  test("its tenant is suspended; resuming brings nothing back", async () => {
    const home = await withDoors(await pair.tenant());
    const one = await live(home, await home.client({ kind: "PUBLIC" }));
    await suspend(pair.server, home);
    // Whichever is heard of first: that the tenant stopped, which may heal, or that the grant ended with it.
    for (const how of await closings(one.sockets))
      expect(how).toMatch(/^(4403 TENANT_SUSPENDED|4401 UNAUTHENTICATED)$/);
    await expectDead(one);
    expect(await errorOf(redeem(pair.issuer, one.client, one.pending))).toBe("invalid_grant");
    expect(await silently(pair.issuer, one.walker, one.client)).toBe("access_denied");
    await expectReason(one, "TENANT_SUSPENDED");
    await resume(pair.server, home);
    await until(async () => (await home.admin.graphql("Admin", "{ tenant { id } }")).errors === undefined, 10_000);
    await expectDead(one);
    await expect(tokensOf(pair.issuer, one.client, one.member)).resolves.toHaveProperty("access_token");
  }, 60_000);

  test("its client is revoked", async () => {
    const one = await live(tenant, await tenant.client({ kind: "PUBLIC" }));
    await revokeClient(tenant, one.client);
    expect(await closings(one.sockets)).toEqual(LOST_CREDENTIAL);
    await expectDead(one, "invalid_client");
    expect(await errorOf(redeem(pair.issuer, one.client, one.pending))).toBe("invalid_client");
    await expectReason(one, "CLIENT_REVOKED");
  }, 60_000);

  test("its client was the installation's and is revoked there, in every tenant", async () => {
    const client = await installationClient(pair.server);
    const other = await withDoors(await pair.tenant());
    const [here, there] = [await live(tenant, client), await live(other, client)];
    const context = pair.server.platform.rooms.identity.subgraph.context(operatorRequest(INSTALLATION_ID));
    await revokeOAuthClient(context as never, { id: client.id });
    for (const one of [here, there]) {
      expect(await closings(one.sockets)).toEqual(LOST_CREDENTIAL);
      await expectDead(one, "invalid_client");
    }
  }, 60_000);
});

/** One person in two tenants, in one browser: tokens of a tenant's client, and of the installation's in both. */
async function inTwoTenants() {
  const client = await installationClient(pair.server);
  const other = await withDoors(await pair.tenant());
  const member = await tenant.member();
  await other.member("Viewer", { email: member.email, password: member.password });
  const walker = openWalker();
  const all = [{ home: tenant, client: spa, tokens: await tokensOf(pair.issuer, spa, member, {}, walker) }];
  for (const home of [tenant, other]) {
    const resource = `${pair.issuer}/api/tenants/${home.id}`;
    all.push({ home, client, tokens: await tokensOf(pair.issuer, client, member, { resource }, walker) });
  }
  return { member, walker, all };
}

test("another password ends what was signed in with the old one, in every tenant and browser", async () => {
  const { member, walker, all } = await inTwoTenants();
  const elsewhere = openWalker();
  all.push({ home: tenant, client: spa, tokens: await tokensOf(pair.issuer, spa, member, {}, elsewhere) });
  expect(new Set(all.map(({ tokens }) => grantOf(tokens.access_token))).size).toBe(4);
  const bystander = await live();
  const sockets = await Promise.all(
    all.map(({ tokens }) => subscribe(pair.addresses[1], tokens.access_token, NOTE_CHANGES)),
  );
  const password = "a different password altogether";
  await changePassword(pair.server, member, password);
  expect(await closings(sockets)).toEqual(LOST_CREDENTIAL);
  for (const one of all) {
    await expectDead(one);
    await expectReason(one, "PASSWORD_SET");
  }
  for (const browser of [walker, elsewhere]) expect(await silently(pair.issuer, browser, spa)).toBe("login_required");
  await expect(tokensOf(pair.issuer, spa, member)).rejects.toThrow("no code");
  await expect(tokensOf(pair.issuer, spa, { ...member, password })).resolves.toHaveProperty("access_token");
  for (const address of pair.addresses)
    expect(await openDoors(address, bystander.tokens.access_token, tenant.resourceServer)).toEqual(DOORS);
}, 90_000);

test("signing out ends what the browser let clients do, in every tenant and for every client, and no other's", async () => {
  const { member, walker, all } = await inTwoTenants();
  const elsewhere = openWalker();
  const kept = await tokensOf(pair.issuer, spa, member, {}, elsewhere);
  const sockets = await Promise.all(
    all.map(({ tokens }) => subscribe(pair.addresses[1], tokens.access_token, NOTE_CHANGES)),
  );
  await signOut(pair.issuer, walker, spa);
  expect(await closings(sockets)).toEqual(LOST_CREDENTIAL);
  for (const one of all) {
    await expectDead(one);
    await expectReason(one, "SIGNED_OUT");
  }
  expect(await silently(pair.issuer, walker, spa)).toBe("login_required");
  for (const address of pair.addresses)
    expect(await openDoors(address, kept.access_token, tenant.resourceServer)).toEqual(DOORS);
  expect(await silently(pair.issuer, elsewhere, spa)).toBe("a code");
  expect((await refresh(pair.addresses[1], spa, kept.refresh_token)).status).toBe(200);
}, 90_000);

test("a socket closes with 4403 when its token expires, so that the client comes back with a fresh one", async () => {
  const { tokens, sockets } = await live();
  const { sign } = await openIssuer(pair.server);
  const { tenant_id, sub, sid, client_id, ...claims } = decodeJwt<Record<string, string>>(tokens.access_token);
  const subject = {
    tenantId: tryDecodeId("tenant", String(tenant_id)) ?? "",
    userId: tryDecodeId("user", String(sub)) ?? "",
    grantId: tryDecodeId("grant", String(sid)) ?? "",
    clientId: tryDecodeId("oauthClient", String(client_id)) ?? "",
  };
  const short = await sign(subject, { claims: { ...claims, exp: Math.floor(Date.now() / 1_000) + 4 } });
  const expiring = await Promise.all(pair.addresses.map((address) => subscribe(address, short, NOTE_CHANGES)));
  expect(await closings(expiring)).toEqual(new Set(["4403 TOKEN_EXPIRED"]));
  // The grant stands: its other sockets stay, and a fresh token comes for the asking.
  for (const socket of sockets) expect(await socket.ended(1)).toBe("open");
  expect((await refresh(pair.addresses[1], spa, tokens.refresh_token)).status).toBe(200);
  for (const socket of sockets) socket.close();
}, 60_000);
