import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { canary, findCanaries } from "../../../../tests/testkit/canaries.ts";
import { dump } from "../../../../tests/testkit/dump.ts";
import { seedTenant, written } from "../../../../tests/testkit/rooms.ts";
import { MAX_PER_ACCOUNT } from "../../src/accounts/attempts.ts";
import { invite, openTestAccounts, reasons, request, seedPerson, type TestAccounts } from "./fixture.ts";

let world: TestAccounts;
beforeAll(async () => {
  world = await openTestAccounts();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.denied.splice(0);
});

const PASSWORD = "correct horse battery";
const newEmail = () => `${newUuid()}@example.com`;

async function invited(email = newEmail()) {
  const { tenantId } = await seedTenant(world.rooms);
  return { tenantId, email, ...(await invite(world.rooms, tenantId, email)) };
}

const activate = (token: string, password = PASSWORD) =>
  world.accounts.activate({ token, password, request: request("203.0.113.9") });
const count = async (table: string, column: string, value: string) =>
  Number(
    (await world.owner.query(`select count(*) from identity.${table} where ${column} = $1`, [value])).rows[0].count,
  );

test("a link leads to its user until it is used", async () => {
  const { token, tenantId, email, userUuid } = await invited();
  const found = await world.accounts.findActivation(token);
  expect(found).toEqual({
    tenantId,
    userId: userUuid,
    linkId: expect.any(String),
    isMailed: false,
    email,
    name: "Some Body",
  });
  const made = await activate(token);
  expect(made).toEqual({ tenantId, userId: userUuid, accountId: expect.any(String) });
  expect(await world.signIn(email, PASSWORD)).toMatchObject({ accountId: made.accountId });
  expect(await world.accounts.findActivation(token)).toBeUndefined();
  await expect(activate(token)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("the change, its event and its audit event, of the user themself, are one transaction", async () => {
  const { token, tenantId, userId, userUuid, email } = await invited();
  await activate(token);
  const { outbox, audit } = await written(world.rooms, tenantId);
  const event = outbox.find(({ type }) => type === "user.activated");
  const entry = audit.find(({ action }) => action === "user.activate");
  expect(event).toMatchObject({ subject: userUuid, payload: {} });
  expect(entry).toMatchObject({
    actor_id: userId,
    target_id: userId,
    outcome: "SUCCEEDED",
    body: { actor: { kind: "user", id: userId } },
    personal: { email: { value: email }, clientAddress: { value: "203.0.113.9" } },
  });
  expect(entry?.xid).toBe(event?.xid);
});

test.each([
  ["no token", async () => ""],
  ["a token that is none", async () => "x".repeat(43)],
  ["a token that nobody made", async () => Buffer.alloc(32, 9).toString("base64url")],
  [
    "a link that has expired",
    async () => {
      const { token, userUuid } = await invited();
      const text = "update identity.activation_link set expires_at = now() where user_id = $1";
      await world.owner.query(text, [userUuid]);
      return token;
    },
  ],
  [
    "a link that a newer one replaced",
    async () => {
      const { token, userUuid } = await invited();
      await world.owner.query("update identity.activation_link set used_at = now() where user_id = $1", [userUuid]);
      return token;
    },
  ],
  [
    "a link of a user who is locked",
    async () => {
      const { token, userUuid } = await invited();
      await world.owner.query(`update identity."user" set locked_at = now() where id = $1`, [userUuid]);
      return token;
    },
  ],
  [
    "a link of a user who is activated",
    async () => {
      const { token, userUuid } = await invited();
      await world.owner.query(`update identity."user" set activated_at = now() where id = $1`, [userUuid]);
      return token;
    },
  ],
])("%s opens nothing, in the same words", async (_, tokenOf) => {
  const token = await tokenOf();
  expect(await world.accounts.findActivation(token)).toBeUndefined();
  await expect(activate(token)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a password that is too short is refused with the rule, and the link still works", async () => {
  const { token, email } = await invited();
  await expect(activate(token, "short")).rejects.toMatchObject({
    code: "BAD_USER_INPUT",
    fields: [{ path: "password", code: "INVALID_LENGTH" }],
  });
  expect(await count("account", "email_key", email)).toBe(0);
  await activate(token);
});

test("of two activations of one link at once one wins, whether or not both know the password", async () => {
  for (const other of [PASSWORD, "another password"]) {
    const { token, email, userUuid, tenantId } = await invited();
    const settled = await Promise.allSettled([activate(token), activate(token, other), activate(token)]);
    expect(settled.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    for (const one of settled)
      if (one.status === "rejected") expect(["NOT_FOUND", "BAD_USER_INPUT"]).toContain(one.reason.code);
    expect(await count("account", "email_key", email)).toBe(1);
    expect(await count("account_user", "user_id", userUuid)).toBe(1);
    const { audit } = await written(world.rooms, tenantId);
    expect(audit.filter(({ action }) => action === "user.activate")).toHaveLength(1);
  }
});

test("two links of one person at once make one account, when both give the same password", async () => {
  const email = newEmail();
  const [one, two] = await Promise.all([invited(email), invited(email)]);
  const [a, b] = await Promise.all([activate(one.token), activate(two.token)]);
  expect(a.accountId).toBe(b.accountId);
  expect(await world.accounts.usersOf(a.accountId)).toHaveLength(2);
});

test("whoever has an account already must give its password to join another tenant's user to it", async () => {
  const { email, password, accountId, userId } = await seedPerson(world);
  const { token, userUuid } = await invited(email.toUpperCase());
  await expect(activate(token, "not that password")).rejects.toMatchObject({
    code: "BAD_USER_INPUT",
    fields: [{ path: "password", code: "WRONG_PASSWORD" }],
  });
  expect(world.denied).toEqual([{ reason: "WRONG_PASSWORD", user: userId, operation: "activate" }]);
  expect(await count("account_user", "user_id", userUuid)).toBe(0);
  expect(await activate(token, password)).toMatchObject({ accountId });
  expect(await world.accounts.usersOf(accountId)).toHaveLength(2);
  // Its password is what it was.
  expect(await world.signIn(email, password)).toMatchObject({ accountId });
});

test("guessing through a link is counted like guessing at sign-in", async () => {
  const { email, password } = await seedPerson(world);
  const { token } = await invited(email);
  for (let n = 0; n < MAX_PER_ACCOUNT; n++)
    await expect(activate(token, `guess number ${n}`)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  await expect(activate(token, password)).rejects.toMatchObject({ code: "RATE_LIMITED" });
  await expect(world.signIn(email, password)).rejects.toMatchObject({ code: "RATE_LIMITED" });
  expect(reasons(world.denied).slice(-2)).toEqual(["TOO_MANY_ATTEMPTS", "TOO_MANY_ATTEMPTS"]);
});

test("neither a dump nor the log holds a password or the token of a link", async () => {
  const { token, email } = await invited();
  const password = `canary ${newUuid()}`;
  const wrong = `canary ${newUuid()}`;
  await activate(token, password);
  await world.signIn(email, wrong);
  await world.signIn(email, password);
  const canaries = [canary("the password", password), canary("a wrong one", wrong), canary("the token", token)];
  const dumped = await dump(world.rooms.platform.url);
  expect(dumped.has("identity.account")).toBe(true);
  expect(findCanaries(canaries, [...dumped])).toEqual([]);
  expect(findCanaries(canaries, [["the log", Buffer.from(world.rooms.platform.logged.join("\n"))]])).toEqual([]);
});
