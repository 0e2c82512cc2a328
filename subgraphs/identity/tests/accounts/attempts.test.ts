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

test("a network asks for thirty mails in an hour, to whomever; the next network is not concerned", async () => {
  const clientAddress = newAddress();
  const before = await world.mails();
  await Promise.all(
    Array.from({ length: 2 * perNetwork }, () =>
      world.accounts.signUp.request({ email: unknown(), request: request(clientAddress) }),
    ),
  );
  expect((await world.mails()) - before).toBe(perNetwork);
  const victim = unknown();
  await world.accounts.signUp.request({ email: victim, request: request(clientAddress) });
  await world.accounts.signUp.request({ email: victim, request: request() });
  expect((await world.mails()) - before).toBe(perNetwork + 1);
});

test("what one kind counts is none of another's, and is kept as long as the longest needs", async () => {
  const attempts = createAttempts({ db: world.db, key: Buffer.alloc(32, 9) });
  const subject = unknown();
  for (let n = 0; n < perSubject; n++) expect(await attempts.count(subject, null, "mail")).toMatchObject({ ok: true });
  expect(await attempts.count(subject, null, "mail")).toMatchObject({ ok: false });
  expect(await attempts.count(subject, null)).toMatchObject({ ok: true });
  expect(await attempts.count(subject, null, "device")).toMatchObject({ ok: true });
  await attempts.forget(subject, "mail");
  expect(await attempts.count(subject, null, "mail")).toMatchObject({ ok: true });
});

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
