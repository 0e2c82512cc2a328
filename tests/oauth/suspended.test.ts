import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Member, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { resume, suspend } from "../testkit/oauth-ends.ts";
import { postAs, refresh, type Tokens, tokensOf } from "../testkit/oauth-requests.ts";
import { until } from "../testkit/until.ts";

/** Who may still come into a suspended tenant: its Admins, as people and as machines. */
let world: OAuthWorld;
beforeAll(async () => {
  world = await openOAuthWorld();
}, 60_000);
afterAll(() => world?.stop());

const READ = "{ tenant { status } }";
const codeOf = async (token: string) => (await world.server.graphql(token, READ)).errors?.[0]?.extensions.code;

async function standing({ userId }: Member): Promise<number> {
  const { rows } = await world.server.databases.owner.pool.query<{ count: number }>(
    "select count(*)::int as count from identity.oauth_grant where user_id = $1 and ended_at is null",
    [tryDecodeId("user", userId)],
  );
  return rows[0]?.count ?? 0;
}

test("an Admin's family stays and is renewed; every other one ends for good", async () => {
  const tenant = await world.tenant();
  const [admin, developer] = [await tenant.member("Admin"), await tenant.member("Developer")];
  const client = await tenant.client({ kind: "PUBLIC" });
  const theirs = await tokensOf(world.issuer, client, admin);
  const others = await tokensOf(world.issuer, client, developer);
  await suspend(world.server, tenant);
  await until(async () => (await standing(developer)) === 0, 10_000);
  expect(await standing(admin)).toBe(1);
  expect(await codeOf(theirs.access_token)).toBeUndefined();
  expect(await codeOf(others.access_token)).not.toBeUndefined();
  expect((await refresh(world.issuer, client, others.refresh_token)).status).toBe(400);
  const renewed = await refresh(world.issuer, client, theirs.refresh_token);
  expect(renewed.status).toBe(200);
  expect(await codeOf((renewed.body as unknown as Tokens).access_token)).toBeUndefined();
  await resume(world.server, tenant);
  await until(async () => (await tenant.admin.graphql("Developer", READ)).errors === undefined, 5_000);
  expect((await refresh(world.issuer, client, others.refresh_token)).status).toBe(400);
});

test("a machine that is an Admin has tokens and reads; any other has none", async () => {
  const tenant = await world.tenant();
  const [admin, viewer] = [
    await tenant.client({ kind: "MACHINE", role: "Admin" }),
    await tenant.client({ kind: "MACHINE", role: "Viewer" }),
  ];
  const ask = (machine: typeof admin) => postAs(world.issuer, machine, "token", { grant_type: "client_credentials" });
  const before = (await ask(viewer)).body as unknown as Tokens;
  await suspend(world.server, tenant);
  await until(async () => (await ask(viewer)).status !== 200, 5_000);
  expect(await codeOf(before.access_token)).toBe("TENANT_SUSPENDED");
  const { status, body } = await ask(admin);
  expect(status).toBe(200);
  expect(await codeOf((body as unknown as Tokens).access_token)).toBeUndefined();
});
