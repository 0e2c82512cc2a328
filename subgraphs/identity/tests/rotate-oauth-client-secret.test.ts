import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedClient } from "../../../tests/testkit/oauth-rows.ts";
import {
  ask,
  openTestRooms,
  seedTenant,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";
import { type ClientDirectory, createClientDirectory } from "../src/oauth-client-directory.ts";
import { matchesClientSecret } from "../src/oauth-client-secret.ts";

let rooms: TestRooms;
let tenant: TestTenant;
let directory: ClientDirectory;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
  const { databases, feed, log } = rooms.platform;
  directory = createClientDirectory({ db: databases.oauth, feed, peppers: rooms.peppers, log });
});
afterAll(async () => {
  directory.stop();
  await rooms.stop();
});

const ROTATE = `mutation Rotate($i: RotateOAuthClientSecretInput!) {
  rotateOAuthClientSecret(input: $i) { secret oauthClient { id secrets { createdAt expiresAt } } }
}`;

const rotate = (id: string, overlapSeconds?: number) =>
  ask(rooms.identity.subgraph, tenant.as.Admin, ROTATE, { i: { id, overlapSeconds } });

async function opens(id: string, secret: string): Promise<boolean> {
  const client = await directory.find(id);
  return client !== undefined && directory.secretMatches(client, secret);
}

test("old and new secret work until the overlap ends, then the new one alone", async () => {
  const { id, uuid, secret } = await seedClient(rooms, tenant.as.Admin);
  expect(await opens(id, secret)).toBe(true);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await rotate(id, 3_600);
  const next = data.rotateOAuthClientSecret;
  expect(next.secret).toMatch(/^bhs_[0-9A-Za-z]{43}$/);
  const [old, fresh, ...more] = next.oauthClient.secrets;
  expect(more).toEqual([]);
  expect(fresh.expiresAt).toBeNull();
  const overlap = Date.parse(old.expiresAt) - Date.parse(fresh.createdAt);
  expect(overlap).toBe(3_600_000);
  expect([await opens(id, secret), await opens(id, next.secret)]).toEqual([true, true]);

  const after = await written(rooms, tenant.tenantId);
  const [event] = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(event).toMatchObject({ type: "oauth-client-secret.rotated", payload: {} });
  expect(audited).toMatchObject([
    {
      xid: event.xid,
      action: "oauth-client-secret.rotate",
      target_id: id,
      body: { detail: { overlapSeconds: 3_600 } },
    },
  ]);
  expect(JSON.stringify(after)).not.toContain(next.secret.slice(4));

  await rooms.platform.databases.owner.pool.query(
    "update identity.oauth_client_secret set expires_at = now() where client_id = $1 and expires_at is not null",
    [uuid],
  );
  // What is at hand keeps time itself; what is read anew goes by the database's.
  const at = directory.find(id);
  expect(at).not.toBeInstanceOf(Promise);
  const { outbox } = await written(rooms, tenant.tenantId);
  expect(outbox).toEqual(after.outbox);
  await rooms.platform.databases.owner.pool.query(
    `insert into platform.outbox (tenant_id, type, version, subject, payload) values ($1, 'oauth-client-secret.rotated', 1, $2, '{}')`,
    [tenant.tenantId, uuid],
  );
  await rooms.platform.feed.settled();
  expect([await opens(id, secret), await opens(id, next.secret)]).toEqual([false, true]);
});

test("an overlap that ends while the client is at hand ends there too, to the millisecond", async () => {
  const { id, secret } = await seedClient(rooms, tenant.as.Admin);
  const next = (await rotate(id, 600)).data.rotateOAuthClientSecret.secret;
  const { secrets = [] } = (await directory.find(id)) ?? {};
  const end = secrets.map(({ expiresAt }) => expiresAt).find((expiresAt) => expiresAt !== null) ?? 0;
  const matches = (text: string, now: number) => matchesClientSecret(rooms.peppers, secrets, text, now);
  expect([matches(secret, end - 1), matches(next, end - 1)]).toEqual([true, true]);
  expect([matches(secret, end), matches(next, end)]).toEqual([false, true]);
});

test("an overlap of 0 kills the old secret before the answer, and the default is a day", async () => {
  const { id, secret } = await seedClient(rooms, tenant.as.Admin);
  expect(await opens(id, secret)).toBe(true);
  const { data } = await rotate(id, 0);
  const next = data.rotateOAuthClientSecret;
  expect([await opens(id, secret), await opens(id, next.secret)]).toEqual([false, true]);
  expect(next.oauthClient.secrets).toHaveLength(1);
  const again = (await rotate(id)).data.rotateOAuthClientSecret.oauthClient.secrets;
  expect(Date.parse(again[0].expiresAt) - Date.parse(again[1].createdAt)).toBe(86_400_000);
});

test("at most two work at a time: one that was being replaced ends, and no overlap is ever made longer", async () => {
  const { id, secret: first } = await seedClient(rooms, tenant.as.Admin);
  const second = (await rotate(id, 60)).data.rotateOAuthClientSecret.secret;
  const third = (await rotate(id, 2_592_000)).data.rotateOAuthClientSecret;
  expect(third.oauthClient.secrets).toHaveLength(2);
  expect([await opens(id, first), await opens(id, second), await opens(id, third.secret)]).toEqual([false, true, true]);
});

test("ten who rotate at once all succeed, and two secrets work", async () => {
  const { id } = await seedClient(rooms, tenant.as.Admin);
  const answers = await Promise.all(Array.from({ length: 10 }, () => rotate(id, 600)));
  expect(answers.flatMap(({ refusals }) => refusals)).toEqual([]);
  const secrets = answers.map(({ data }) => data.rotateOAuthClientSecret.secret);
  const opened = await Promise.all(secrets.map((secret) => opens(id, secret)));
  expect(opened.filter(Boolean)).toHaveLength(2);
});

test.each([-1, 2_592_001, 2_147_483_647])(
  "an overlap of %d seconds is refused, and nothing changes",
  async (seconds) => {
    const { id, secret } = await seedClient(rooms, tenant.as.Admin);
    const before = await written(rooms, tenant.tenantId);
    expect((await rotate(id, seconds)).refusals).toMatchObject([
      { code: "BAD_USER_INPUT", fields: [{ path: "input.overlapSeconds", code: "OUT_OF_RANGE" }] },
    ]);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);
    expect(await opens(id, secret)).toBe(true);
  },
);

test("a client without a secret, and one that is revoked, get none", async () => {
  const key = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const redirectUris = ["https://app.example/cb"];
  const revoked = await seedClient(rooms, tenant.as.Admin);
  await ask(
    rooms.identity.subgraph,
    tenant.as.Admin,
    "mutation ($id: ID!) { revokeOAuthClient(input: { id: $id }) { oauthClient { id } } }",
    revoked,
  );
  const clients = [
    await seedClient(rooms, tenant.as.Admin, { kind: "PUBLIC", redirectUris }),
    await seedClient(rooms, tenant.as.Admin, { kind: "CONFIDENTIAL", redirectUris, keys: { keys: [key] } }),
    revoked,
  ];
  const before = await written(rooms, tenant.tenantId);
  for (const { id } of clients) expect((await rotate(id)).refusals).toMatchObject([{ code: "CONFLICT" }]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});
