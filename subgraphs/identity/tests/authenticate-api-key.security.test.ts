import { createSecretKey, type KeyObject } from "node:crypto";
import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { deriveKey } from "@bulkhead/kernel/key.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { makeApiKey } from "../src/api-key-format.ts";
import { createApiKeyAuthenticator } from "../src/authenticate-api-key.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

/** A second process that knows other peppers. */
function authenticatorWith(peppers: Map<number, KeyObject>) {
  const { databases, feed, log } = rooms.platform;
  return createApiKeyAuthenticator({
    db: databases.authenticator,
    feed,
    log,
    environment: "test",
    peppers: { current: Math.max(...peppers.keys()), keys: peppers },
  });
}

test("a key with any one letter changed opens nothing, and none of them costs a lookup", async () => {
  const { keys } = await seedTenant(rooms);
  const key = keys.Admin;
  let lookups = 0;
  const { pool } = rooms.platform.databases.authenticator;
  const count = () => void lookups++;
  pool.on("acquire", count);
  for (let at = 0; at < key.length; at++) {
    const changed = key.slice(0, at) + (key[at] === "x" ? "y" : "x") + key.slice(at + 1);
    expect(await rooms.identity.authenticateApiKey(changed)).toBeUndefined();
  }
  pool.off("acquire", count);
  expect(lookups).toBe(0);
});

test("a key with a right checksum, a real id and another secret opens nothing", async () => {
  const { as } = await seedTenant(rooms);
  const uuid = tryDecodeId("apiKey", as.Admin.id) ?? "";
  expect(await rooms.identity.authenticateApiKey(makeApiKey("test", uuid))).toBeUndefined();
  expect(await rooms.identity.authenticateApiKey(makeApiKey("test", newUuid()))).toBeUndefined();
});

test("without its pepper a key opens nothing, and the log says which is missing", async () => {
  const { keys, as } = await seedTenant(rooms);
  const wrong = authenticatorWith(new Map([[1, createSecretKey(deriveKey("another secret", "pepper 1"))]]));
  expect(await wrong.authenticate(keys.Admin)).toBeUndefined();
  const missing = authenticatorWith(new Map([[2, createSecretKey(deriveKey(rooms.platform.secret, "pepper 2"))]]));
  expect(await missing.authenticate(keys.Admin)).toBeUndefined();
  const line = rooms.platform.logged.find((text) => text.includes("pepper is not configured"));
  expect(line).toContain(as.Admin.id);
  wrong.stop();
  missing.stop();
});

test("keys made with an older pepper go on working after a new one is added", async () => {
  const { keys, as } = await seedTenant(rooms);
  const rotated = authenticatorWith(
    new Map([...rooms.peppers.keys, [2, createSecretKey(deriveKey(rooms.platform.secret, "pepper 2"))]]),
  );
  expect(await rotated.authenticate(keys.Admin)).toMatchObject({ id: as.Admin.id });
  rotated.stop();
});

test("a known key is checked without waiting and without a lookup", async () => {
  const { keys } = await seedTenant(rooms);
  const first = await rooms.identity.authenticateApiKey(keys.Admin);
  const second = rooms.identity.authenticateApiKey(keys.Admin);
  expect(second).not.toBeInstanceOf(Promise);
  expect(second).toBe(first);
});

test("the authenticator's role reads only what the check needs, and writes nothing", async () => {
  await seedTenant(rooms);
  const { pool } = rooms.platform.databases.authenticator;
  await expect(pool.query("select name from identity.api_key")).rejects.toThrow(/permission denied/);
  await expect(pool.query('select id from identity."user"')).rejects.toThrow(/permission denied/);
  await expect(pool.query("update identity.api_key set revoked_at = null")).rejects.toThrow(/permission denied/);
  await expect(pool.query("delete from identity.api_key")).rejects.toThrow(/permission denied/);
});

test("the lookup by key id uses its index under row-level security", async () => {
  await seedTenant(rooms);
  const { pool } = rooms.platform.databases.authenticator;
  const client = await pool.connect();
  try {
    // Few rows make a sequential scan cheap; what counts is that the policy leaves the index usable.
    await client.query("set enable_seqscan = off");
    const { rows } = await client.query(
      "explain select tenant_id, role, pepper_version, digest from identity.api_key where id = '01890a5d-ac96-774b-bcce-b302099a8057'",
    );
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).toMatch(/api_key_id/);
    expect(plan).toMatch(/Index Cond: \(id = /);
  } finally {
    await client.query("reset enable_seqscan");
    client.release();
  }
});
