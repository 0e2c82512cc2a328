import { generateKeyPairSync } from "node:crypto";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedClient } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";
import { until } from "../../../tests/testkit/until.ts";
import { type ClientDirectory, createClientDirectory } from "../src/oauth-client-directory.ts";

let rooms: TestRooms;
let tenant: TestTenant;
let directory: ClientDirectory;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
  directory = open();
});
afterAll(async () => {
  directory.stop();
  await rooms.stop();
});

function open(): ClientDirectory {
  const { databases, feed, log } = rooms.platform;
  return createClientDirectory({ db: databases.oauth, feed, peppers: rooms.peppers, log });
}

const redirectUris = ["https://app.example/cb"];

test("finds a client of whatever tenant, and answers the same object until it changes", async () => {
  const other = await seedTenant(rooms);
  const made = await seedClient(rooms, other.as.Admin, { kind: "CONFIDENTIAL", redirectUris, usesDpop: true });
  // The news of its making makes the directory forget it once more.
  await rooms.platform.feed.settled();
  const client = await directory.find(made.id);
  expect(client).toMatchObject({
    tenantId: other.tenantId,
    uuid: made.uuid,
    id: made.id,
    kind: "CONFIDENTIAL",
    name: "seeded client",
    redirectUris,
    postLogoutRedirectUris: [],
    role: null,
    jwks: null,
    dpopBound: true,
    secrets: [{ pepperVersion: 1, expiresAt: null }],
  });
  // News that is still on its way makes the directory read it once more.
  await until(async () => directory.find(made.id) === (await directory.find(made.id)));
});

test.each(["", "cli_", "cli_1", "usr_01h455vb4pex5vsknk084sn02q", "cli_01h455vb4pex5vsknk084sn02q\0", "' or true --"])(
  "%j is no client",
  async (id) => {
    expect(await directory.find(id)).toBeUndefined();
  },
);

test("an invented id and a revoked client are not found", async () => {
  const { id } = await seedClient(rooms, tenant.as.Admin);
  expect(await directory.find(id)).toBeDefined();
  await ask(
    rooms.identity.subgraph,
    tenant.as.Admin,
    "mutation ($id: ID!) { revokeOAuthClient(input: { id: $id }) { oauthClient { id } } }",
    {
      id,
    },
  );
  expect(await directory.find(id)).toBeUndefined();
  expect(await directory.find(id)).toBeUndefined();
  expect(await directory.find(encodeId("oauthClient", newUuid()))).toBeUndefined();
});

test("a secret opens its own client and no other, and every other text opens nothing", async () => {
  const [one, two] = [await seedClient(rooms, tenant.as.Admin), await seedClient(rooms, tenant.as.Admin)];
  const client = await directory.find(one.id);
  if (!client) throw new Error("the client is gone");
  const matches = (secret: string) => directory.secretMatches(client, secret);
  expect(matches(one.secret)).toBe(true);
  const last = one.secret.endsWith("a") ? "b" : "a";
  for (const wrong of [
    two.secret,
    "",
    "bhs_",
    one.secret.slice(0, -1),
    `${one.secret.slice(0, -1)}${last}`,
    `${one.secret}a`,
    one.secret.slice(4),
    tenant.keys.Admin,
  ])
    expect(matches(wrong)).toBe(false);
});

test("a client without secrets is opened by none", async () => {
  const key = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const { secret } = await seedClient(rooms, tenant.as.Admin);
  for (const input of [
    { kind: "PUBLIC", redirectUris },
    { kind: "MACHINE", role: "Viewer", keys: { keys: [key] } },
  ]) {
    const client = await directory.find((await seedClient(rooms, tenant.as.Admin, input)).id);
    if (!client) throw new Error("the client is gone");
    for (const wrong of [secret, "", "null", "undefined"]) expect(directory.secretMatches(client, wrong)).toBe(false);
  }
});

test("the last use is noted to the minute, once a minute and process, and never overtakes the tenant's wall", async () => {
  const { id, uuid } = await seedClient(rooms, tenant.as.Admin);
  const client = await directory.find(id);
  if (!client) throw new Error("the client is gone");
  let writes = 0;
  const { pool } = rooms.platform.databases.oauth;
  const count = () => void writes++;
  pool.on("acquire", count);
  for (let n = 0; n < 20; n++) directory.noteUse(client);
  pool.off("acquire", count);
  const lastUse = async () =>
    (
      await rooms.platform.databases.owner.pool.query<{ last_used_at: Date | null }>(
        "select last_used_at from identity.oauth_client where id = $1",
        [uuid],
      )
    ).rows[0]?.last_used_at;
  await until(async () => (await lastUse()) != null);
  expect(writes).toBeLessThanOrEqual(1);
  const at = await lastUse();
  expect(at?.getUTCSeconds()).toBe(0);
  const { data } = await ask(
    rooms.identity.subgraph,
    tenant.as.Admin,
    "query ($id: ID!) { oauthClient(id: $id) { lastUsedAt } }",
    { id },
  );
  expect(Date.parse(data.oauthClient.lastUsedAt)).toBe(at?.getTime());
});

test("a use that cannot be noted is logged and fails nobody", async () => {
  const { id } = await seedClient(rooms, tenant.as.Admin);
  const client = await directory.find(id);
  if (!client) throw new Error("the client is gone");
  const { feed, log } = rooms.platform;
  const cut = createClientDirectory({ db: rooms.platform.databases.audit, feed, peppers: rooms.peppers, log });
  cut.noteUse(client);
  await until(async () =>
    rooms.platform.logged.some((line) => line.includes("last use not noted") && line.includes(id)),
  );
  cut.stop();
});

test("a secret whose pepper is gone opens nothing, and the log says which", async () => {
  const { id, secret } = await seedClient(rooms, tenant.as.Admin);
  const { databases, feed, log } = rooms.platform;
  const bare = createClientDirectory({ db: databases.oauth, feed, peppers: { current: 2, keys: new Map() }, log });
  const client = await bare.find(id);
  expect(client && bare.secretMatches(client, secret)).toBe(false);
  expect(rooms.platform.logged.some((line) => line.includes(id) && line.includes("its pepper is not"))).toBe(true);
  bare.stop();
});
