import { newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestOf, seedTenant, written } from "../../../../tests/testkit/rooms.ts";
import { type FactorsContext, resetFactors } from "../../src/domain/reset-factors.ts";
import { digestOf } from "../../src/oauth/artifacts.ts";
import { KEPT_MAIL, openTestFactors, seedOwner, type TestFactors } from "./factors/fixture.ts";
import { invite, request } from "./fixture.ts";

let world: TestFactors;
beforeAll(async () => {
  world = await openTestFactors();
});
afterAll(() => world?.stop());

function context(): FactorsContext {
  const { databases, feed } = world.rooms.platform;
  return { ...requestOf(platformPrincipal(INSTALLATION_ID)), oauthDb: databases.oauth, mail: KEPT_MAIL, feed };
}

/** An app, a passkey and what comes with them; a browser that is signed in, and known; a grant for each user. */
async function seedEverything(users: readonly { tenantId: string; userUuid: string }[], accountId: string) {
  const [session, digest] = [newUuid(), Buffer.from(newUuid())];
  const day = "now() + interval '1 day'";
  await world.sql(
    `insert into identity.oidc_artifact (model, digest, payload, account_id, session_uid, expires_at)
     values ('Session', sha256($1), '{}', $2, $3, ${day})`,
    [digest, accountId, session],
  );
  await world.sql("insert into identity.account_session (uid, account_id, user_agent) values ($1, $2, 'Firefox')", [
    session,
    accountId,
  ]);
  await world.sql(
    "insert into identity.known_device (id, account_id, digest, user_agent) values ($1, $2, sha256($3), 'Firefox')",
    [newUuid(), accountId, digest],
  );
  for (const { tenantId, userUuid } of users)
    await world.sql(
      `insert into identity.oauth_grant (tenant_id, id, user_id, client_id, scope, expires_at)
       values ($1, $2, $3, $4, 'openid', ${day})`,
      [tenantId, newUuid(), userUuid, newUuid()],
    );
}

/** What is left of all that. */
async function leftOf(accountId: string) {
  const { factors, recoveryCodes } = await world.factors.list(accountId);
  const [rest] = await world.sql(
    `select (select count(*)::int from identity.totp where account_id = $1) as secrets,
       (select count(*)::int from identity.oidc_artifact where model = 'Session' and account_id = $1) as sessions,
       (select count(*)::int from identity.account_session where account_id = $1 and ended_at is null) as shown,
       (select count(*)::int from identity.known_device where account_id = $1) as devices,
       (select array_agg(end_reason) from identity.oauth_grant held join identity.account_user owned
          on owned.tenant_id = held.tenant_id and owned.user_id = held.user_id where account_id = $1) as grants`,
    [accountId],
  );
  return { factors: factors.length, recoveryCodes, ...rest };
}

test("every factor and code is gone, and whoever was signed in is out, in every tenant and only there", async () => {
  const [owner, bystander] = [await seedOwner(world), await seedOwner(world)];
  const { tenantId: second } = await seedTenant(world.rooms);
  const { token, userUuid, userId } = await invite(world.rooms, second, owner.email);
  await world.accounts.activate({ token, password: owner.password, request: request() });
  const lost: string[] = [];
  for (const person of [owner, bystander]) {
    lost.push(...((await person.addTotp()).recoveryCodes ?? []));
    await person.addPasskey();
    await person.addPasskey("Key");
    // One that was never confirmed.
    await world.factors.beginTotp(person.accountId, "another session");
  }
  await seedEverything([owner, { tenantId: second, userUuid }], owner.accountId);
  await seedEverything([bystander], bystander.accountId);
  const untouched = await leftOf(bystander.accountId);
  expect(untouched).toMatchObject({ factors: 3, recoveryCodes: 10, sessions: 1, shown: 1, devices: 1, grants: [null] });

  const removed = await resetFactors(context(), { email: owner.email.toUpperCase() });

  expect(removed).toEqual({ authenticatorApps: 1, passkeys: 2 });
  expect(await leftOf(owner.accountId)).toEqual({
    factors: 0,
    recoveryCodes: 0,
    secrets: 0,
    sessions: 0,
    shown: 0,
    devices: 0,
    grants: ["FACTORS_RESET", "FACTORS_RESET"],
  });
  expect(await leftOf(bystander.accountId)).toEqual(untouched);
  expect((await world.mailsTo(owner.email)).at(-1)).toBe("factors-reset");
  // Nor does a code work that is found again.
  expect(await world.factors.verifyCode(request(), owner.accountId, lost[0] ?? "")).toBeUndefined();
  // The password is another matter.
  expect(await world.signIn(owner.email, owner.password)).toMatchObject({ accountId: owner.accountId });

  const transactions = new Set<string>();
  for (const [tenantId, target] of [
    [owner.tenantId, owner.userId],
    [second, userId],
  ] as const) {
    const { audit, outbox } = await written(world.rooms, tenantId);
    expect(audit.filter(({ action }) => action === "factors.reset")).toMatchObject([
      { actor_id: "platform", target_id: target, body: { detail: { authenticatorApps: 1, passkeys: 2 } } },
    ]);
    const told = outbox.filter(({ type }) => type === "factors.reset" || type === "grant.ended");
    expect(told.map(({ type }) => type).sort()).toEqual(["factors.reset", "grant.ended"]);
    for (const { xid } of told) transactions.add(String(xid));
  }
  // All of it or nothing.
  expect(transactions.size).toBe(1);
});

test("a request that was under way when the session ended does not bring it back", async () => {
  const owner = await seedOwner(world);
  await owner.addTotp();
  await seedEverything([owner], owner.accountId);
  const [session] = await world.sql("select uid from identity.account_session where account_id = $1", [
    owner.accountId,
  ]);
  await resetFactors(context(), { email: owner.email });
  const noted = "select from identity.oidc_artifact where model = 'SignedOut' and digest = $1";
  expect(await world.sql(noted, [digestOf(String(session?.uid))])).toHaveLength(1);
});

test("where there is no factor nothing is changed, recorded or told", async () => {
  const owner = await seedOwner(world);
  await owner.addTotp();
  await resetFactors(context(), { email: owner.email });
  await seedEverything([owner], owner.accountId);
  const state = async () => [
    await leftOf(owner.accountId),
    await written(world.rooms, owner.tenantId),
    await world.mailsTo(owner.email),
  ];
  const before = await state();
  expect(await resetFactors(context(), { email: owner.email })).toEqual({ authenticatorApps: 0, passkeys: 0 });
  expect(await state()).toEqual(before);
});

test("of an account that is nobody's user any more, the installation has it in its log", async () => {
  const owner = await seedOwner(world);
  await owner.addTotp();
  await world.sql("delete from identity.account_user where account_id = $1", [owner.accountId]);
  const logged = async () =>
    (await written(world.rooms, INSTALLATION_ID)).audit.filter(({ action }) => action === "factors.reset").length;
  const before = await logged();
  await resetFactors(context(), { email: owner.email });
  expect(await logged()).toBe(before + 1);
});

test("an address without an account is told, and bad input is named", async () => {
  await expect(resetFactors(context(), { email: `${newUuid()}@example.com` })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(resetFactors(context(), { email: "nobody" })).rejects.toMatchObject({
    code: "BAD_USER_INPUT",
    fields: [{ path: "input.email", code: "INVALID_EMAIL" }],
  });
});
