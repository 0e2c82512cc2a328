import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAttempts, LIMITS } from "../../src/accounts/attempts.ts";
import { newAddress, request, seedPerson } from "./fixture.ts";
import { type MailedAccounts, openMailedAccounts } from "./mailed.ts";

let world: MailedAccounts;
beforeAll(async () => {
  world = await openMailedAccounts();
});
afterAll(() => world?.stop());

const { perSubject, perNetwork } = LIMITS.mail;
const unknown = () => `${newUuid()}@example.com`;
const passMinutes = (minutes: number) =>
  world.owner.query("update identity.sign_in_attempt set begun_at = begun_at - make_interval(mins => $1)", [minutes]);

test("an address gets five mails in an hour, whoever asks, in however many processes at once; the answer is the same", async () => {
  const processes = [world.accounts, world.open(), world.open()];
  const { email } = await seedPerson(world);
  for (const address of [email, unknown()]) {
    const before = await world.mails();
    const asked = Array.from({ length: 4 * perSubject }, (_, n) =>
      processes[n % 3]?.resetPassword.request({ email: address, request: request() }),
    );
    expect(new Set(await Promise.all(asked))).toEqual(new Set([undefined]));
    expect((await world.mails()) - before).toBe(perSubject);
  }
  await Promise.all(processes.slice(1).map((one) => one.stop()));
});

test("sign-up, reset and a change of address share the mails of an address; after an hour there are more", async () => {
  const { email } = await seedPerson(world);
  const before = await world.mails();
  for (let n = 0; n < perSubject; n++)
    await (n % 2 ? world.accounts.signUp : world.accounts.resetPassword).request({ email, request: request() });
  const { accountId } = await seedPerson(world);
  await world.accounts.changeEmail.request({ accountId, email, request: request() });
  expect((await world.mails()) - before).toBe(perSubject);
  await passMinutes(60);
  await world.accounts.resetPassword.request({ email, request: request() });
  expect((await world.mails()) - before).toBe(perSubject + 1);
});

test("a network asks for thirty mails in an hour, and is told when it has; the next network is not concerned", async () => {
  const clientAddress = newAddress();
  const before = await world.mails();
  const asked = await Promise.allSettled(
    Array.from({ length: 2 * perNetwork }, () =>
      world.accounts.signUp.request({ email: unknown(), request: request(clientAddress) }),
    ),
  );
  expect((await world.mails()) - before).toBe(perNetwork);
  const refused = asked.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused).toHaveLength(perNetwork);
  for (const { code, extensions } of refused) {
    expect([code, extensions.budget]).toEqual(["RATE_LIMITED", "mail"]);
    expect(extensions.retryAfter).toBeGreaterThan(3_500);
    expect(extensions.retryAfter).toBeLessThanOrEqual(3_600);
  }
  const victim = unknown();
  await expect(world.accounts.signUp.request({ email: victim, request: request(clientAddress) })).rejects.toMatchObject(
    { code: "RATE_LIMITED" },
  );
  await world.accounts.signUp.request({ email: victim, request: request() });
  expect((await world.mails()) - before).toBe(perNetwork + 1);
});

test("what a network is told depends on no address: known, unknown and past its own limit are told the same", async () => {
  const clientAddress = newAddress();
  const { email } = await seedPerson(world);
  const full = unknown();
  for (let n = 0; n <= perSubject; n++) await world.accounts.resetPassword.request({ email: full, request: request() });
  const reset = (address: string) =>
    world.accounts.resetPassword.request({ email: address, request: request(clientAddress) });
  for (let n = 0; n < perNetwork; n++) await reset(unknown());
  const told = [];
  for (const address of [email, unknown(), full])
    told.push(await reset(address).catch(({ code, message, extensions: { budget } }) => ({ code, message, budget })));
  expect(told[0]).toEqual({ code: "RATE_LIMITED", message: expect.stringMatching(/^Your network/), budget: "mail" });
  expect([told[1], told[2]]).toEqual([told[0], told[0]]);
});

test("what one kind counts is none of another's", async () => {
  const attempts = createAttempts({ db: world.db, key: Buffer.alloc(32, 9) });
  const subject = unknown();
  for (let n = 0; n < perSubject; n++) expect(await attempts.count(subject, null, "mail")).toMatchObject({ ok: true });
  expect(await attempts.count(subject, null, "mail")).toMatchObject({ ok: false });
  expect(await attempts.count(subject, null)).toMatchObject({ ok: true });
  expect(await attempts.count(subject, null, "device")).toMatchObject({ ok: true });
  expect(await attempts.count(subject, null, "notice")).toMatchObject({ ok: true });
  await attempts.forget(subject, "mail");
  expect(await attempts.count(subject, null, "mail")).toMatchObject({ ok: true });
});

test("each count goes when its own time is over, and none before", async () => {
  await world.owner.query("delete from identity.sign_in_attempt");
  const kinds = ["sign-in", "mail", "notice"] as const;
  const subject = unknown();
  const attempts = createAttempts({ db: world.db, key: Buffer.alloc(32, 9) });
  for (const kind of kinds) await attempts.count(subject, null, kind);
  const left = async () => {
    const pruning = createAttempts({ db: world.db, key: Buffer.alloc(32, 9), now: laterAndLater() });
    await pruning.count(unknown(), null, "device");
    const { rows } = await world.owner.query<{ window_seconds: number }>(
      "select window_seconds from identity.sign_in_attempt where window_seconds > 0 and begun_at < now() - interval '5 minutes' order by 1",
    );
    return rows.map((row) => row.window_seconds);
  };
  await passMinutes(10);
  expect(await left()).toEqual([900, 3_600, 86_400]);
  await passMinutes(20);
  expect(await left()).toEqual([3_600, 86_400]);
  await passMinutes(40);
  expect(await left()).toEqual([86_400]);
  await passMinutes(24 * 60);
  expect(await left()).toEqual([]);
});

/** A clock that stands a minute later each time it is read, so that the next count tidies up. */
function laterAndLater() {
  let at = Date.now();
  return () => {
    at += 60_001;
    return at;
  };
}

test("an attacker who uses up an account's attempts does not hold up its owner in a browser that it knows", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const device = Buffer.alloc(32, 5);
  await world.accounts.devices.remember({ accountId, digest: device, userAgent: "Firefox", request: request() });
  const guess = (from = request()) => world.accounts.signIn({ email, password: "a guess", ...from });
  for (let n = 0; n < LIMITS["sign-in"].perSubject; n++) await guess();
  await expect(guess()).rejects.toMatchObject({ code: "RATE_LIMITED" });
  await expect(world.accounts.signIn({ email, password, ...request() })).rejects.toMatchObject({
    code: "RATE_LIMITED",
  });
  expect(await world.accounts.signIn({ email, password, device, ...request() })).toMatchObject({ accountId });
  // The owner's success gives the attacker no more attempts.
  await expect(guess()).rejects.toMatchObject({ code: "RATE_LIMITED" });
});

test("a browser that is known has attempts of its own, and no more; one that another account knows has none", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const other = await seedPerson(world);
  const device = Buffer.alloc(32, 6);
  const { devices, signIn } = world.accounts;
  await devices.remember({ accountId: other.accountId, digest: device, userAgent: "Firefox", request: request() });
  const guess = (from = request()) => signIn({ email, password: "a guess", device, ...from });
  const settled = await Promise.allSettled(Array.from({ length: 30 }, () => guess()));
  expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(LIMITS["sign-in"].perSubject);
  await devices.remember({ accountId, digest: device, userAgent: "Firefox", request: request() });
  const again = await Promise.allSettled(Array.from({ length: 30 }, () => guess()));
  expect(again.filter(({ status }) => status === "fulfilled")).toHaveLength(LIMITS.device.perSubject);
  await expect(signIn({ email, password, device, ...request() })).rejects.toMatchObject({ code: "RATE_LIMITED" });
});
