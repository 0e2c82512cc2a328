import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postForm, signedIn } from "../testkit/account-pages.ts";
import { ageSessions } from "../testkit/account-rows.ts";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

let world: OAuthWorld;
let home: OAuthTenant;
let other: OAuthTenant;
let client: TestClient;
let page: string;
beforeAll(async () => {
  world = await openOAuthWorld();
  home = await world.tenant();
  other = await world.tenant();
  client = await home.client({ kind: "PUBLIC" });
  page = `${world.issuer}/account/export`;
}, 60_000);
afterAll(() => world?.stop());

const owner = () => world.server.databases.owner.pool;

async function exportsOf(tenant: OAuthTenant) {
  const { rows } = await owner().query<{ actor: string; target: string; address: string }>(
    `select actor_id as actor, target_id as target from platform.audit_event
     where tenant_id = $1 and action = 'account.export' order by id`,
    [tryDecodeId("tenant", tenant.id)],
  );
  return rows;
}

test("hands over all that is kept of a person, in one file, and records it in every tenant", async () => {
  const member = await home.member();
  const too = await other.member("Viewer", { email: member.email, password: member.password });
  const stranger = await home.member();
  await signedIn(world, client, stranger);
  const { walker } = await signedIn(world, client, member);
  const shown = await walker.request(page);
  expect(shown.status).toBe(200);
  expect(await exportsOf(home)).toEqual([]);

  const { status, headers, html } = await postForm(walker, page, {});
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(headers.get("content-disposition")).toMatch(/^attachment; filename="account-\d{4}-\d\d-\d\d\.json"$/);
  expect(headers.get("cache-control")).toBe("no-store");
  const copy = JSON.parse(html);
  expect(copy.account).toMatchObject({ email: member.email, createdAt: expect.stringMatching(/^20.*Z$/) });
  expect(copy.sessions).toEqual([
    expect.objectContaining({ device: "Firefox on Linux", network: "127.0.0.1", endedAt: null }),
  ]);
  expect(copy).toMatchObject({ issuer: world.issuer, factors: [], unusedRecoveryCodes: 0, mailedLinks: [] });
  const tenants = new Map(copy.tenants.map((one: { tenantId: string }) => [one.tenantId, one]));
  expect(tenants.get(home.id)).toMatchObject({
    userId: member.userId,
    email: member.email,
    name: member.name,
    grants: [
      { clientId: client.id, clientName: "A public client", scope: "email offline_access openid", endedAt: null },
    ],
  });
  expect(tenants.get(other.id)).toMatchObject({ userId: too.userId, grants: [] });
  expect(tenants.size).toBe(2);
  // Nothing of anybody else, nothing that opens anything, and not the id that no tenant may learn.
  const { rows } = await owner().query<{ id: string; password_hash: string }>(
    "select id, password_hash from identity.account where email = $1",
    [member.email],
  );
  const cookies = [...walker.jar.values()].map(({ value }) => value);
  for (const secret of [
    stranger.email,
    stranger.userId,
    member.password,
    rows[0]?.id,
    rows[0]?.password_hash,
    ...cookies,
  ])
    expect(html).not.toContain(secret);
  expect(await exportsOf(home)).toEqual([{ actor: member.userId, target: member.userId }]);
  expect(await exportsOf(other)).toEqual([{ actor: too.userId, target: too.userId }]);
});

test("only after a fresh sign-in, and only for whoever is signed in (statement 38)", async () => {
  const nobody = await postForm(openWalker(), page, {});
  expect([nobody.status, nobody.headers.get("location")]).toEqual([303, "/account/sign-in?next=%2Faccount%2Fexport"]);
  const [mine, theirs]: Member[] = [await home.member(), await home.member()];
  await signedIn(world, client, theirs as Member);
  const { walker } = await signedIn(world, client, mine as Member);
  const named = { email: theirs?.email ?? "", userId: theirs?.userId ?? "", accountId: "x" };
  const { html } = await postForm(walker, page, named);
  expect(JSON.parse(html).account.email).toBe(mine?.email);
  await ageSessions(world.server, (mine as Member).email, 16 * 60);
  for (const { status } of [await walker.request(page), await postForm(walker, page, {})]) expect(status).toBe(303);
});
