import path from "node:path";
import { queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { dump } from "../../../../tests/testkit/dump.ts";
import { listSigningKeys } from "../../src/signing-keys/list-signing-keys.ts";
import { newPrivateJwk } from "../../src/signing-keys/signing-key.ts";
import { openTestSigningKeys, requestOfInstallation, type TestSigningKeys } from "./fixture.ts";

let house: TestSigningKeys;
beforeAll(async () => {
  house = await openTestSigningKeys();
});
beforeEach(() => house.clear());
afterAll(() => house.stop());

test("a dump of the database and the log hold nothing that signs", async () => {
  const keys = house.open();
  await keys.ready();
  await keys.rotate(requestOfInstallation(), { byHand: true });
  const secrets = keys.current().privateJwks.map(({ d = "" }) => d);
  expect(secrets).toHaveLength(2);
  const text = await dump(house.platforms[0].url, "text");
  const binary = await dump(house.platforms[0].url);
  expect(text.get("identity.signing_key")?.includes(keys.current().privateJwks[0]?.kid ?? "")).toBe(true);
  for (const secret of secrets) {
    for (const form of [secret, Buffer.from(secret, "base64url").toString("hex")])
      for (const bytes of text.values()) expect(bytes.includes(form)).toBe(false);
    for (const bytes of binary.values()) expect(bytes.includes(Buffer.from(secret, "base64url"))).toBe(false);
    expect(house.platforms.flatMap(({ logged }) => logged).join("\n")).not.toContain(secret);
  }
});

test("nothing private is among what is published", async () => {
  const keys = house.open();
  await keys.ready();
  for (const jwks of [keys.publicJwks(), keys.current().publicJwks, await keys.readPublicJwks()])
    expect(jwks.keys.map((jwk) => Object.keys(jwk).sort())).toEqual([["alg", "crv", "kid", "kty", "use", "x", "y"]]);
});

test("with another root key a process refuses to start, and makes no key of its own", async () => {
  await house.open().ready();
  const before = await house.sql("select id from identity.signing_key");
  const rootKey = openRootKeyFile({ path: path.join(house.keys.folder, "another.json"), create: true });
  const wrong = house.open(1, { rootKey });
  await expect(wrong.ready()).rejects.toThrow();
  expect(() => wrong.current()).toThrow("not loaded");
  expect(wrong.publicJwks()).toEqual({ keys: [] });
  expect(await house.sql("select id from identity.signing_key")).toEqual(before);
});

test("whoever can write to the table cannot have a key of theirs published", async () => {
  const keys = house.open();
  await keys.ready();
  const kid = newUuid();
  const planted =
    "insert into identity.signing_key (id, algorithm, sealed, signs_from) values ($1, 'ES256', $2, now())";
  await house.sql(planted, [kid, Buffer.from(JSON.stringify(newPrivateJwk(kid)))]);
  await expect(house.open().ready()).rejects.toThrow("cannot be opened");
  // Nor one of ours under another kid, as if it had been rotated.
  await house.sql("update identity.signing_key set sealed = (select sealed from identity.signing_key where id <> $1)", [
    kid,
  ]);
  await expect(house.open().ready()).rejects.toThrow("cannot be opened");
});

test("nobody without the permission makes, ends or lists a key", async () => {
  const keys = house.open();
  await keys.ready();
  const principal = { ...platformPrincipal(newUuid()), permissions: new Set<never>() };
  const request = { ...requestOfInstallation(), principal };
  const { oauth: db } = house.platforms[0].databases;
  const ctx = { ...request, db, envelope: house.envelope(), now: Date.now };
  for (const attempt of [
    () => keys.rotate(request, { byHand: true }),
    () => keys.revoke(request, keys.current().privateJwks[0]?.kid ?? ""),
    () => listSigningKeys(ctx),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await house.sql("select id from identity.signing_key")).toHaveLength(1);
});

test("no role but the authorisation server's can read a key", async () => {
  const { owner: _, oauth, ...others } = house.platforms[0].databases;
  const text = "select * from identity.signing_key";
  expect(await queryOutsideTenants(oauth, { text })).toEqual([]);
  for (const [name, db] of Object.entries(others))
    await expect(queryOutsideTenants(db, { text }), name).rejects.toThrow("permission denied");
});
