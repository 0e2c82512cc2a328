import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { seedTenant } from "../../../../tests/testkit/rooms.ts";
import { MAX_PER_ACCOUNT, MAX_PER_NETWORK } from "../../src/accounts/attempts.ts";
import {
  countHashes,
  invite,
  newAddress,
  openTestAccounts,
  reasons,
  request,
  seedPerson,
  type TestAccounts,
} from "./fixture.ts";

let world: TestAccounts;
beforeAll(async () => {
  world = await openTestAccounts();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.denied.splice(0);
});

const unknown = () => `${newUuid()}@example.com`;
const lock = (userUuid: string) =>
  world.owner.query(`update identity."user" set locked_at = now() where id = $1`, [userUuid]);
const passTime = (minutes: number) =>
  world.owner.query("update identity.sign_in_attempt set begun_at = begun_at - make_interval(mins => $1)", [minutes]);

test("the right password opens the account, however the address is written", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const signedIn = await world.signIn(email, password);
  expect(signedIn).toEqual({ accountId, passwordChangedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(await world.signIn(` ${email.toUpperCase()} `, password)).toEqual(signedIn);
  expect(world.denied).toEqual([]);
});

test("whatever is wrong, the answer is the same, and the reason is recorded", async () => {
  const { email, password, userId, userUuid } = await seedPerson(world);
  expect(await world.signIn(email, `${password}!`)).toBeUndefined();
  expect(await world.signIn(unknown(), password)).toBeUndefined();
  for (const text of ["", "nobody", "a\0@example.com", `${"a".repeat(10_000)}@example.com`])
    expect(await world.signIn(text, password)).toBeUndefined();
  await lock(userUuid);
  expect(await world.signIn(email, password)).toBeUndefined();
  expect(world.denied).toEqual([
    { reason: "WRONG_PASSWORD", user: userId, operation: "sign-in" },
    ...Array(5).fill({ reason: "UNKNOWN_ACCOUNT" }),
    { reason: "USER_LOCKED", user: userId, operation: "sign-in" },
  ]);
});

test("an unknown address costs what a known one costs: one hash, whatever was typed", async () => {
  const { email } = await seedPerson(world);
  const counted = countHashes(world.accounts.passwords);
  for (const address of [email, unknown(), "nobody"])
    for (const password of ["wrong password", "", "\0", "x".repeat(100_000)]) {
      counted.calls.length = 0;
      expect(await world.signIn(address, password)).toBeUndefined();
      expect({ address, calls: counted.calls }).toEqual({ address, calls: ["verify"] });
    }
  counted.stop();
});

test("a failure is recorded with every tenant whose user the account is", async () => {
  const { email, password, userId } = await seedPerson(world);
  const { tenantId } = await seedTenant(world.rooms);
  const { token, userId: other } = await invite(world.rooms, tenantId, email);
  await world.accounts.activate({ token, password, request: request() });
  await world.signIn(email, "wrong password");
  expect(world.denied.map(({ user }) => user).sort()).toEqual([userId, other].sort());
});

test("those as whom one may sign in are the users that are not locked", async () => {
  const { email, password, accountId, tenantId, userUuid } = await seedPerson(world);
  const { tenantId: second } = await seedTenant(world.rooms);
  const { token, userUuid: other } = await invite(world.rooms, second, email.toUpperCase());
  await world.accounts.activate({ token, password, request: request() });
  expect(await world.accounts.usersOf(accountId)).toEqual([
    { tenantId, userId: userUuid, email, name: "Some Body" },
    { tenantId: second, userId: other, email: email.toUpperCase(), name: "Some Body" },
  ]);
  await lock(userUuid);
  expect((await world.accounts.usersOf(accountId)).map(({ userId }) => userId)).toEqual([other]);
  expect(await world.signIn(email, password)).toMatchObject({ accountId });
  expect(await world.accounts.usersOf(newUuid())).toEqual([]);
});

test("after ten failures an account is closed for a quarter of an hour, and nothing is hashed for it", async () => {
  const { email, password, userId, accountId } = await seedPerson(world);
  for (let n = 0; n < MAX_PER_ACCOUNT; n++) expect(await world.signIn(email, "wrong password")).toBeUndefined();
  const counted = countHashes(world.accounts.passwords);
  await expect(world.signIn(email, password)).rejects.toMatchObject({
    code: "RATE_LIMITED",
    message: "Too many attempts to sign in. Try again in 15 minutes.",
    extensions: {
      budget: "sign-in",
      retryAfter: expect.toSatisfy((seconds: number) => seconds > 800 && seconds <= 900),
    },
  });
  expect(counted.calls).toEqual([]);
  counted.stop();
  expect(world.denied.at(-1)).toEqual({ reason: "TOO_MANY_ATTEMPTS", user: userId, operation: "sign-in" });
  await passTime(14);
  await expect(world.signIn(email, password)).rejects.toThrow("Try again in 1 minute.");
  await passTime(1);
  expect(await world.signIn(email, password)).toMatchObject({ accountId });
});

test("an address that nobody has is closed in the same words", async () => {
  const email = unknown();
  for (let n = 0; n < MAX_PER_ACCOUNT; n++) await world.signIn(email, "wrong password");
  await expect(world.signIn(email, "wrong password")).rejects.toThrow(
    "Too many attempts to sign in. Try again in 15 minutes.",
  );
  expect(world.denied.at(-1)).toEqual({ reason: "TOO_MANY_ATTEMPTS" });
});

test("a thousand guesses at once are ten guesses, whichever process they reach", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const counted = countHashes(world.accounts.passwords);
  const settled = await Promise.allSettled(
    Array.from({ length: 60 }, (_, n) => world.signIn(email, `wrong password ${n}`)),
  );
  expect(counted.calls).toHaveLength(MAX_PER_ACCOUNT);
  counted.stop();
  expect(settled.filter((one) => one.status === "rejected")).toHaveLength(60 - MAX_PER_ACCOUNT);
  expect(settled.some((one) => one.status === "fulfilled" && one.value !== undefined)).toBe(false);
  await passTime(15);
  expect(await world.signIn(email, password)).toMatchObject({ accountId });
});

test("success clears what failed before, and spends nothing", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const from = request();
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < MAX_PER_ACCOUNT - 1; n++) await world.signIn(email, "wrong password", from);
    expect(await world.signIn(email, password, from)).toMatchObject({ accountId });
  }
  for (let n = 0; n < 2 * MAX_PER_ACCOUNT; n++)
    expect(await world.signIn(email, password, from)).toMatchObject({ accountId });
});

test("a network has a hundred failures, over all accounts; the next network is not concerned", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const clientAddress = newAddress();
  for (let n = 0; n < MAX_PER_NETWORK / MAX_PER_ACCOUNT; n++) {
    const victim = unknown();
    await Promise.all(
      Array.from({ length: MAX_PER_ACCOUNT }, () => world.signIn(victim, "wrong password", request(clientAddress))),
    );
  }
  await expect(world.signIn(email, password, request(clientAddress))).rejects.toMatchObject({ code: "RATE_LIMITED" });
  // What a closed network tries costs no account anything.
  for (let n = 0; n < 2 * MAX_PER_ACCOUNT; n++)
    await world.signIn(email, "wrong password", request(clientAddress)).catch(() => undefined);
  expect(await world.signIn(email, password)).toMatchObject({ accountId });
}, 60_000);

test("neighbours in the 64 bits of one subscriber are one network", async () => {
  const from = (address: string) => world.signIn(unknown(), "wrong password", request(address));
  // No more at once than may wait for a hash.
  for (let n = 0; n < MAX_PER_NETWORK; n += 20)
    await Promise.all(Array.from({ length: 20 }, (_, m) => from(`2001:db8:77:1::${(n + m).toString(16)}`)));
  await expect(from("2001:db8:77:1:ffff::1")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  expect(await from("2001:db8:77:2::1")).toBeUndefined();
}, 60_000);

test("an attempt whose password could not be compared is no failure", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const { passwords } = world.accounts;
  const { verify } = passwords;
  passwords.verify = () => Promise.reject(Object.assign(new Error("busy"), { code: "UNAVAILABLE" }));
  const from = request();
  for (let n = 0; n < 2 * MAX_PER_ACCOUNT; n++)
    await expect(world.signIn(email, password, from)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  passwords.verify = verify;
  expect(await world.signIn(email, password, from)).toMatchObject({ accountId });
  expect(world.denied).toEqual([]);
});

test("a hash of other parameters is made anew by the next sign-in, and the password stays as old as it is", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const { hashSync } = await import("@node-rs/argon2");
  const weak = hashSync(password, { memoryCost: 4_096, timeCost: 3 });
  const before = await world.signIn(email, password);
  await world.owner.query("update identity.account set password_hash = $2 where id = $1", [accountId, weak]);
  expect(await world.signIn(email, "wrong password")).toBeUndefined();
  const hashOf = async () =>
    (await world.owner.query("select password_hash from identity.account where id = $1", [accountId])).rows[0]
      .password_hash;
  expect(await hashOf()).toBe(weak);
  expect(await world.signIn(email, password)).toEqual(before);
  expect(await hashOf()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await world.signIn(email, password)).toEqual(before);
});

test("a password that is set while it is compared opens nothing", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const { passwords } = world.accounts;
  const { verify } = passwords;
  passwords.verify = async (...given) => {
    const matches = await verify(...given);
    await world.owner.query("update identity.account set password_changed_at = now() where id = $1", [accountId]);
    return matches;
  };
  expect(await world.signIn(email, password)).toBeUndefined();
  passwords.verify = verify;
  expect(reasons(world.denied)).toEqual(["WRONG_PASSWORD"]);
  expect(await world.signIn(email, password)).toMatchObject({ accountId });
});

test("counts tell neither whose account nor which network is tried", async () => {
  const email = unknown();
  await world.signIn(email, "wrong password");
  const { rows } = await world.owner.query(
    "select encode(key, 'escape') || encode(key, 'hex') as key from identity.sign_in_attempt",
  );
  expect(rows.length).toBeGreaterThan(1);
  const text = JSON.stringify(rows);
  expect(text).not.toContain(email);
  expect(text).not.toContain("10.0.");
});
