import { randomBytes } from "node:crypto";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeEach, expect, test } from "vitest";
import { accountIdOf } from "../testkit/account-rows.ts";
import {
  type AccountOwner,
  fillIn,
  forgetAttempts,
  isSignedIn,
  linkTo,
  newPassword,
  openAccountWorld,
  post,
  SUBJECTS,
  signIn,
  signUp,
} from "../testkit/accounts.ts";
import { refresh, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

const world = await openAccountWorld();
afterAll(world.stop);
beforeEach(() => forgetAttempts(world));

/** Asks for a link and uses it. */
async function reset(email: string, password: string, walker = openWalker(), nth = 1) {
  await post(world, walker, "/account/reset", { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.reset, nth);
  return { link, done: await fillIn(walker, await walker.request(link), { password }) };
}

/** Second factors as they are kept; what they open is not asked here. */
async function addFactors(email: string): Promise<void> {
  const id = await accountIdOf(world.server, email);
  await world.owner.query(
    "insert into identity.totp (id, account_id, name, sealed, confirmed_at) values ($1, $2, 'App', '\\x00', now())",
    [newUuid(), id],
  );
  await world.owner.query(
    "insert into identity.passkey (id, account_id, name, credential_id, public_key, counter) values ($1, $2, 'Key', $3, '\\x00', 0)",
    [newUuid(), id, randomBytes(32)],
  );
  await world.owner.query("insert into identity.recovery_code (digest, account_id) values ($1, $2)", [
    randomBytes(32),
    id,
  ]);
}

async function factorsOf(email: string): Promise<number> {
  const { rows } = await world.owner.query(
    `select (select count(*) from identity.totp where account_id = $1) + (select count(*) from identity.passkey where account_id = $1)
       + (select count(*) from identity.recovery_code where account_id = $1) as count`,
    [await accountIdOf(world.server, email)],
  );
  return Number(rows[0].count);
}

test("a link sets another password; whoever was signed in is out everywhere, and the owner is told", async () => {
  const tenant = await world.tenant();
  const client = await tenant.client({ kind: "PUBLIC" });
  const member = await tenant.member();
  const tokens = await tokensOf(world.issuer, client, member);
  const browser = openWalker();
  expect((await signIn(world, member, browser)).status).toBe(303);
  expect(await isSignedIn(world, browser)).toBe(true);
  const password = newPassword();
  const { done, link } = await reset(member.email, password);
  expect([done.status, done.html]).toEqual([200, expect.stringContaining("Your password is set")]);
  expect(await isSignedIn(world, browser)).toBe(false);
  expect((await refresh(world.issuer, client, tokens.refresh_token)).status).toBe(400);
  expect((await signIn(world, member)).status).toBe(401);
  expect((await signIn(world, { email: member.email, password })).status).toBe(303);
  await world.mailbox.mailTo(member.email, { subject: SUBJECTS.passwordChanged });
  expect((await openWalker().request(link)).status).toBe(404);
  const { rows } = await world.owner.query(
    `select action from platform.audit_event where target_id = $1 and action = 'password.set'`,
    [member.userId],
  );
  expect(rows).toHaveLength(1);
});

test("a reset signs nobody in", async () => {
  const { email } = await signUp(world);
  const walker = openWalker();
  await reset(email, newPassword(), walker);
  expect(await isSignedIn(world, walker)).toBe(false);
});

test("an address that nobody has gets a mail that says so, without a link to set a password", async () => {
  const email = `nobody-${newUuid()}@people.example`;
  const asked = await post(world, openWalker(), "/account/reset", { email });
  expect(asked.html).toContain("Look into your mail");
  const mail = await world.mailbox.mailTo(email, { subject: SUBJECTS.resetUnknown });
  expect(mail.text).not.toContain("token=");
});

test("of parallel uses of one link one sets the password", async () => {
  const { email } = await signUp(world);
  await post(world, openWalker(), "/account/reset", { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.reset);
  const page = await openWalker().request(link);
  const passwords = Array.from({ length: 6 }, newPassword);
  const answers = await Promise.all(passwords.map((password) => fillIn(openWalker(), page, { password })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(5).fill(404)]);
  const winner = passwords[answers.findIndex(({ status }) => status === 200)] as string;
  for (const password of passwords) {
    await forgetAttempts(world);
    const { status } = await signIn(world, { email, password });
    expect(status).toBe(password === winner ? 303 : 401);
  }
});

test("second factors stay: whoever reads the mail alone does not get past them", async () => {
  const { email } = await signUp(world);
  await addFactors(email);
  const password = newPassword();
  expect((await reset(email, password)).done.status).toBe(200);
  expect(await factorsOf(email)).toBe(3);
});

test("pre-hijack: what somebody else set up before the address was proved is gone with the first link that proves it", async () => {
  const tenant = await world.tenant();
  const hijacker = openWalker();
  // By an activation link, which is shown to an Admin, somebody sets a password for an address whose mail they do not read.
  const member = await tenant.member("Viewer");
  await world.owner.query("update identity.account set email_verified_at = null where email_key = $1", [member.email]);
  expect((await signIn(world, member, hijacker)).status).toBe(303);
  await addFactors(member.email);
  const password = newPassword();
  expect((await reset(member.email, password)).done.status).toBe(200);
  expect(await factorsOf(member.email)).toBe(0);
  expect(await isSignedIn(world, hijacker)).toBe(false);
  const { rows } = await world.owner.query(
    `select email_verified_at is not null as verified,
       (select count(*)::int from identity.known_device where account_id = account.id) as devices
     from identity.account where email_key = $1`,
    [member.email],
  );
  expect(rows).toEqual([{ verified: true, devices: 0 }]);
  expect((await signIn(world, member, hijacker)).status).toBe(401);
  // From now on they stay.
  await addFactors(member.email);
  expect((await reset(member.email, newPassword(), openWalker(), 2)).done.status).toBe(200);
  expect(await factorsOf(member.email)).toBe(3);
});

test("a pending change of address that somebody else began is void after a reset", async () => {
  const owner: AccountOwner = await signUp(world);
  const elsewhere = `thief-${newUuid()}@people.example`;
  await post(world, owner.walker, "/account/email", { email: elsewhere });
  const link = await linkTo(world.mailbox, elsewhere, SUBJECTS.changeEmail);
  const password = newPassword();
  await reset(owner.email, password);
  const again = openWalker();
  await signIn(world, { email: owner.email, password }, again);
  expect((await again.request(link)).status).toBe(404);
});

test("a password that is no good is told, and the link still works", async () => {
  const { email } = await signUp(world);
  await post(world, openWalker(), "/account/reset", { email });
  const page = await openWalker().request(await linkTo(world.mailbox, email, SUBJECTS.reset));
  const short = await fillIn(openWalker(), page, { password: "short" });
  expect([short.status, short.html]).toEqual([400, expect.stringContaining("Give a password of 12 to 200")]);
  expect((await fillIn(openWalker(), page, { password: newPassword() })).status).toBe(200);
});
