import { randomBytes } from "node:crypto";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_NOTICES } from "../../src/accounts/attempts.ts";
import { request, seedPerson } from "./fixture.ts";
import { type MailedAccounts, openMailedAccounts } from "./mailed.ts";

/** An owner is told of new browsers, up to a number that can be read; the log is told of all of them. */
let world: MailedAccounts;
beforeAll(async () => {
  world = await openMailedAccounts();
});
afterAll(() => world?.stop());

const signsIn = (accountId: string, accounts = world.accounts, digest = randomBytes(32)) =>
  accounts.devices.remember({ accountId, digest, userAgent: "Firefox on Linux", request: request() });

/** What the tenant's log has of new browsers: whether each was mailed. */
async function logged({ tenantId, userId }: { tenantId: string; userId: string }): Promise<boolean[]> {
  const { rows } = await world.owner.query<{ mailed: boolean; actor: string }>(
    `select (body -> 'detail' ->> 'isMailed')::boolean as mailed, actor_id as actor from platform.audit_event
     where tenant_id = $1 and action = 'device.add' and target_id = $2 order by id`,
    [tenantId, userId],
  );
  expect(rows.every(({ actor }) => actor === userId)).toBe(true);
  return rows.map(({ mailed }) => mailed);
}

test("of ten new browsers in a day each is told by mail, then that there were more, then nothing; the log has all", async () => {
  const person = await seedPerson(world);
  const before = await world.mails();
  for (let n = 0; n < MAX_NOTICES + 4; n++) expect(await signsIn(person.accountId)).toBe(true);
  expect((await world.mails()) - before).toBe(MAX_NOTICES + 1);
  expect(await logged(person)).toEqual([...Array(MAX_NOTICES + 1).fill(true), ...Array(3).fill(false)]);
  const events = await world.owner.query("select from platform.outbox where type = 'device.added' and subject = $1", [
    tryDecodeId("user", person.userId),
  ]);
  expect(events.rowCount).toBe(MAX_NOTICES + 4);
});

test("they are as many at once and in several processes", async () => {
  const person = await seedPerson(world);
  const processes = [world.accounts, world.open(), world.open()];
  const before = await world.mails();
  const all = Array.from({ length: 3 * MAX_NOTICES }, (_, n) => signsIn(person.accountId, processes[n % 3]));
  expect(new Set(await Promise.all(all))).toEqual(new Set([true]));
  expect((await world.mails()) - before).toBe(MAX_NOTICES + 1);
  const mailed = await logged(person);
  expect([mailed.length, mailed.filter(Boolean).length]).toEqual([3 * MAX_NOTICES, MAX_NOTICES + 1]);
  await Promise.all(processes.slice(1).map((one) => one.stop()));
});

test("a browser that signs in twice at once is one, and uses up one notice", async () => {
  const { accountId } = await seedPerson(world);
  const before = await world.mails();
  const digest = randomBytes(32);
  const both = await Promise.all([1, 2, 3].map(() => signsIn(accountId, world.accounts, digest)));
  expect(both.filter(Boolean)).toHaveLength(1);
  for (let n = 1; n < MAX_NOTICES; n++) await signsIn(accountId);
  expect((await world.mails()) - before).toBe(MAX_NOTICES);
  await signsIn(accountId);
  expect((await world.mails()) - before).toBe(MAX_NOTICES + 1);
});

test("after a day there are ten more, and another account has its own", async () => {
  const [one, other] = [await seedPerson(world), await seedPerson(world)];
  for (let n = 0; n < MAX_NOTICES + 3; n++) await signsIn(one.accountId);
  const before = await world.mails();
  await signsIn(one.accountId);
  expect(await world.mails()).toBe(before);
  await signsIn(other.accountId);
  expect((await world.mails()) - before).toBe(1);
  await world.owner.query("update identity.sign_in_attempt set begun_at = begun_at - interval '24 hours'");
  for (let n = 0; n < MAX_NOTICES + 3; n++) await signsIn(one.accountId);
  expect((await world.mails()) - before).toBe(1 + MAX_NOTICES + 1);
});
