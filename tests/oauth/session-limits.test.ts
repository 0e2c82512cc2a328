import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ageSessions } from "../testkit/account-rows.ts";
import {
  change,
  type Member,
  type OAuthTenant,
  type OAuthWorld,
  openOAuthWorld,
  type TestClient,
} from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import {
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  redeem,
  refresh,
  type Tokens,
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";
import { until } from "../testkit/until.ts";

/** How long a tenant lets its people stay signed in to applications: a shorter time than the installation's. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let client: TestClient;
beforeAll(async () => {
  world = await openOAuthWorld();
}, 60_000);
beforeEach(async () => {
  tenant = await world.tenant();
  [member, client] = [await tenant.member(), await tenant.client({ kind: "PUBLIC" })];
});
afterAll(() => world?.stop());

const HOUR = 3_600;
const UPDATE = "mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { tenantConfig { version } } }";

async function limit(security: { sessionHours?: number; sessionIdleHours?: number }): Promise<void> {
  await change(tenant.admin, UPDATE, { expectedVersion: 0, reason: "test", security });
  const { tenancy } = world.server.platform.rooms;
  const uuid = tryDecodeId("tenant", tenant.id) ?? "";
  await until(async () => {
    const settings = (await tenancy.policyOf(uuid))?.settings;
    return settings?.sessionHours != null || settings?.sessionIdleHours != null;
  });
}

/** As if the grant of these tokens had been given, or used, so long ago. */
async function age(tokens: Tokens, column: "created_at" | "last_used_at", hours: number): Promise<void> {
  const id = tryDecodeId("grant", String(decodeJwt(tokens.access_token).sid));
  await world.server.databases.owner.pool.query(
    `update identity.oauth_grant set ${column} = now() - make_interval(hours => $2) where id = $1`,
    [id, hours],
  );
}

async function opens(token: string): Promise<boolean> {
  const { errors } = await world.server.graphql(token, "{ me { roles } }");
  return errors === undefined;
}

describe("sessionHours", () => {
  test("a grant that is older opens nothing and is not renewed; a younger one goes on", async () => {
    const [old, young] = [await tokensOf(world.issuer, client, member), await tokensOf(world.issuer, client, member)];
    await age(old, "created_at", 9);
    await age(young, "created_at", 7);
    await limit({ sessionHours: 8 });
    await until(async () => !(await opens(old.access_token)), 10_000);
    expect(await opens(young.access_token)).toBe(true);
    expect(await refresh(world.issuer, client, old.refresh_token)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant" },
    });
    expect((await refresh(world.issuer, client, young.refresh_token)).status).toBe(200);
  });

  test("whoever signed in longer ago is asked to sign in again, and gets a grant of its own", async () => {
    const walker = openWalker();
    const first = await enter(walker);
    await age(first, "created_at", 9);
    await ageSessions(world.server, member.email, 9 * HOUR);
    await limit({ sessionHours: 8 });
    expect(await silently(walker)).toContain("Sign in");
    const again = await enter(walker);
    expect(decodeJwt(again.access_token).sid).not.toBe(decodeJwt(first.access_token).sid);
    expect(await opens(again.access_token)).toBe(true);
  });

  test("whoever signed in lately is not asked, however old another grant is", async () => {
    const walker = openWalker();
    const first = await enter(walker);
    await age(first, "created_at", 9);
    await limit({ sessionHours: 8 });
    const again = await enter(walker);
    expect(decodeJwt(again.access_token).sid).not.toBe(decodeJwt(first.access_token).sid);
    expect(await opens(again.access_token)).toBe(true);
  });
});

test("sessionIdleHours: a grant that was not used for longer is not renewed; one that was goes on", async () => {
  const [idle, used] = [await tokensOf(world.issuer, client, member), await tokensOf(world.issuer, client, member)];
  await age(idle, "last_used_at", 3);
  await age(used, "created_at", 3);
  await age(used, "last_used_at", 1);
  await limit({ sessionIdleHours: 2 });
  expect((await refresh(world.issuer, client, idle.refresh_token)).status).toBe(400);
  expect((await refresh(world.issuer, client, used.refresh_token)).status).toBe(200);
});

/** Through the pages, signing in where that is asked. */
async function enter(walker: Walker): Promise<Tokens> {
  const { verifier, challenge } = newVerifier();
  const url = authorizeUrl(world.issuer, authorizeParameters(client, challenge, { prompt: undefined }));
  const { answer } = await walker.walk(url, { as: member, until: client.redirectUri });
  const code = answer?.searchParams.get("code");
  if (!answer || !code) throw new Error(`no code: ${answer}`);
  const { body } = await redeem(world.issuer, client, { code, verifier, answer, walker });
  return body as unknown as Tokens;
}

/** The title of the page where a browser stands that is told nothing. */
async function silently(walker: Walker): Promise<string> {
  const url = authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge, { prompt: undefined }));
  const { page } = await walker.walk(url, { until: client.redirectUri });
  return /<title>(.*?) ·/.exec((page as Page | undefined)?.html ?? "")?.[1] ?? "no page";
}
