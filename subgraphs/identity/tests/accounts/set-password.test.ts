import { newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestOf, seedTenant, written } from "../../../../tests/testkit/rooms.ts";
import { type AccountContext, setPassword } from "../../src/domain/set-password.ts";
import { invite, openTestAccounts, request, seedPerson, type TestAccounts } from "./fixture.ts";

let world: TestAccounts;
beforeAll(async () => {
  world = await openTestAccounts();
});
afterAll(() => world.stop());

function contextOf(principal = platformPrincipal(INSTALLATION_ID)): AccountContext {
  const { platform } = world.rooms;
  const { oauth: oauthDb } = platform.databases;
  const { passwords, passwordPolicy } = world.accounts;
  return { ...requestOf(principal), oauthDb, passwords, passwordPolicy, feed: platform.feed };
}

async function grant(tenantId: string, userUuid: string): Promise<string> {
  const id = newUuid();
  await world.owner.query(
    `insert into identity.oauth_grant (tenant_id, id, user_id, client_id, scope, expires_at)
     values ($1, $2, $3, $4, 'openid', now() + interval '1 day')`,
    [tenantId, id, userUuid, newUuid()],
  );
  return id;
}

async function session(accountId: string, model = "Session"): Promise<void> {
  await world.owner.query(
    `insert into identity.oidc_artifact (model, digest, payload, account_id, expires_at)
     values ($1, sha256($2), '{}', $3, now() + interval '1 day')`,
    [model, Buffer.from(newUuid()), accountId],
  );
}

const rowsOf = async (text: string, ...values: unknown[]) => (await world.owner.query(text, values)).rows;

test("the new password opens the account, and whoever was in by the old one is out, in every tenant and only there", async () => {
  const one = await seedPerson(world);
  const bystander = await seedPerson(world);
  const { tenantId: second } = await seedTenant(world.rooms);
  const { token, userUuid: other, userId: otherId } = await invite(world.rooms, second, one.email);
  await world.accounts.activate({ token, password: one.password, request: request() });
  const grants = [
    await grant(one.tenantId, one.userUuid),
    await grant(one.tenantId, one.userUuid),
    await grant(second, other),
  ];
  const kept = await grant(bystander.tenantId, bystander.userUuid);
  await session(one.accountId);
  await session(bystander.accountId);
  const before = await world.signIn(one.email, one.password);

  await setPassword(contextOf(), { email: one.email.toUpperCase(), password: "another long password" });

  expect(await world.signIn(one.email, one.password)).toBeUndefined();
  const after = await world.signIn(one.email, "another long password");
  expect(after).toMatchObject({ accountId: one.accountId });
  expect(after?.passwordChangedAt).not.toBe(before?.passwordChangedAt);
  const reasons = await rowsOf("select id, end_reason from identity.oauth_grant where id = any($1)", [...grants, kept]);
  expect(Object.fromEntries(reasons.map(({ id, end_reason }) => [id, end_reason]))).toEqual({
    ...Object.fromEntries(grants.map((id) => [id, "PASSWORD_SET"])),
    [kept]: null,
  });
  const sessions = await rowsOf("select account_id from identity.oidc_artifact where account_id = any($1)", [
    one.accountId,
    bystander.accountId,
  ]);
  expect(sessions).toEqual([{ account_id: bystander.accountId }]);

  const first = await written(world.rooms, one.tenantId);
  const also = await written(world.rooms, second);
  const audited = [...first.audit, ...also.audit].filter(({ action }) => action === "password.set");
  expect(audited).toMatchObject([
    { actor_id: "platform", target_id: one.userId, body: { detail: { grants: 2 } } },
    { actor_id: "platform", target_id: otherId, body: { detail: { grants: 1 } } },
  ]);
  const told = [...first.outbox, ...also.outbox].filter(({ type }) => /^(password|grant)\./.test(type));
  expect(told.map(({ type }) => type).sort()).toEqual([
    ...Array(3).fill("grant.ended"),
    ...Array(2).fill("password.set"),
  ]);
  // All of it or nothing.
  expect(new Set(told.map(({ xid }) => xid)).size).toBe(1);
  expect((await written(world.rooms, bystander.tenantId)).audit.map(({ action }) => action)).not.toContain(
    "password.set",
  );
});

test("an address without an account is told, and bad input is named", async () => {
  const password = "another long password";
  await expect(setPassword(contextOf(), { email: `${newUuid()}@example.com`, password })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(setPassword(contextOf(), { email: "nobody", password: "short" })).rejects.toMatchObject({
    code: "BAD_USER_INPUT",
    fields: [
      { path: "input.email", code: "INVALID_EMAIL" },
      { path: "input.password", code: "INVALID_LENGTH" },
    ],
  });
});

test("nobody but the operator may: no role of a tenant holds the permission", async () => {
  const { email, password } = await seedPerson(world);
  const { as } = await seedTenant(world.rooms);
  for (const principal of Object.values(as))
    await expect(setPassword(contextOf(principal), { email, password: "stolen password" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  expect(await world.signIn(email, password)).toBeDefined();
});
