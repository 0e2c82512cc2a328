import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedClient } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { seedApplication, seedFactor, seedPerson } from "./own-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ACCOUNT =
  "{ me { email isEmailVerified recoveryCodesLeft accountUrl factors { id kind name createdAt lastUsedAt } } }";

async function emailOf(userId: string): Promise<string> {
  const { rows } = await rooms.platform.databases.owner.pool.query<{ email: string }>(
    `select email from identity."user" where id = $1`,
    [decodeId("user", userId, "userId")],
  );
  return rows[0]?.email ?? "";
}

test("a person is told their address here, what they sign in with, and where they change it", async () => {
  const tenant = await seedTenant(rooms);
  const person = await seedPerson(rooms, tenant, await seedApplication(rooms));
  const { id, accountId } = await seedFactor(rooms, tenant, person, { name: "Phone" });
  const { pool } = rooms.platform.databases.owner;
  await pool.query(
    "insert into identity.recovery_code (digest, account_id, used_at) values (sha256('a'), $1, null), (sha256('b'), $1, now())",
    [accountId],
  );
  const { data, refusals } = await ask(rooms.identity.subgraph, person.principal, ACCOUNT);
  expect(refusals).toEqual([]);
  expect(data.me).toEqual({
    email: await emailOf(person.userId),
    isEmailVerified: true,
    recoveryCodesLeft: 1,
    accountUrl: "https://bulkhead.example/account",
    factors: [
      { id, kind: "TOTP", name: "Phone", createdAt: expect.any(String), lastUsedAt: expect.stringMatching(/Z$/) },
    ],
  });
});

test("an address that differs from the account's, or was never proved, is not verified", async () => {
  const tenant = await seedTenant(rooms);
  const person = await seedPerson(rooms, tenant, await seedApplication(rooms));
  const { accountId } = await seedFactor(rooms, tenant, person);
  const { pool } = rooms.platform.databases.owner;
  const verified = async () => (await ask(rooms.identity.subgraph, person.principal, ACCOUNT)).data.me.isEmailVerified;
  expect(await verified()).toBe(true);
  await pool.query("update identity.account set email_verified_at = null where id = $1", [accountId]);
  expect(await verified()).toBe(false);
  await pool.query(
    "update identity.account set email_verified_at = now(), email = 'x', email_key = 'x@y.example' where id = $1",
    [accountId],
  );
  expect(await verified()).toBe(false);
});

test("an application that a tenant registered is told neither what factors are called nor when they were used", async () => {
  const tenant = await seedTenant(rooms);
  const person = await seedPerson(rooms, tenant, await seedApplication(rooms, tenant));
  const { id } = await seedFactor(rooms, tenant, person, { name: "Yubikey of Globex" });
  const { data } = await ask(rooms.identity.subgraph, person.principal, ACCOUNT);
  expect(data.me.factors).toEqual([{ id, kind: "TOTP", name: null, createdAt: expect.any(String), lastUsedAt: null }]);
});

test("keys, machines, and users whom nobody can sign in as have no account", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = await seedClient(rooms, tenant.as.Admin, { kind: "MACHINE", role: "Viewer" });
  const nothing = { isEmailVerified: false, recoveryCodesLeft: 0, factors: [] };
  const machine = { ...tenant.as.Viewer, kind: "client" as const, id };
  for (const principal of [tenant.as.Admin, machine])
    expect((await ask(rooms.identity.subgraph, principal, ACCOUNT)).data.me).toMatchObject({ ...nothing, email: null });
  const person = await seedPerson(rooms, tenant, await seedApplication(rooms));
  const { data } = await ask(rooms.identity.subgraph, person.principal, ACCOUNT);
  expect(data.me).toMatchObject({ ...nothing, email: expect.stringContaining("@") });
});

test("a token that leaves account:read out is told none of it, nor is it changed by another permission", async () => {
  const tenant = await seedTenant(rooms);
  const { principal } = await seedPerson(rooms, tenant, await seedApplication(rooms));
  const others = new Set([...principal.permissions].filter((held) => held !== "account:read"));
  const { data, refusals } = await ask(rooms.identity.subgraph, withPermissions(principal, others), ACCOUNT);
  expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(["FORBIDDEN"]));
  expect(data).toBeNull();
});

test("whose account it is follows from the credential: another tenant's user of the same id has none (statement 38)", async () => {
  const [tenant, foreign] = [await seedTenant(rooms), await seedTenant(rooms)];
  const clientId = await seedApplication(rooms);
  const theirs = await seedPerson(rooms, foreign, clientId);
  await seedFactor(rooms, foreign, theirs);
  const astray = { ...theirs.principal, tenantId: tenant.tenantId };
  const { data } = await ask(rooms.identity.subgraph, astray, ACCOUNT);
  expect(data.me).toMatchObject({ email: null, isEmailVerified: false, factors: [], recoveryCodesLeft: 0 });
});
