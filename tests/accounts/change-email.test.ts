import { randomBytes } from "node:crypto";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeEach, expect, test } from "vitest";
import { accountIdOf, ageSessions } from "../testkit/account-rows.ts";
import {
  fillIn,
  forgetAttempts,
  isSignedIn,
  linkTo,
  newAddress,
  newPassword,
  openAccountWorld,
  post,
  SUBJECTS,
  signIn,
  signUp,
} from "../testkit/accounts.ts";
import { change } from "../testkit/oauth.ts";
import { formOf, refresh, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";

const world = await openAccountWorld();
afterAll(world.stop);
beforeEach(() => forgetAttempts(world));

/** Asks for the change and confirms it, in the browser of its owner. */
async function changeTo(walker: Walker, email: string) {
  await post(world, walker, "/account/email", { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.changeEmail);
  return { link, done: await fillIn(walker, await walker.request(link)) };
}

const emailOf = async (email: string): Promise<string[]> =>
  (await world.owner.query("select email from identity.account where email_key = $1", [email])).rows.map(
    (row) => row.email,
  );

const usersWith = async (email: string) =>
  (await world.owner.query(`select tenant_id, id from identity."user" where email_key = $1`, [email])).rows;

/** Signed in, as the user of a tenant. */
async function openMember() {
  const tenant = await world.tenant();
  const member = await tenant.member();
  const walker = openWalker();
  if ((await signIn(world, member, walker)).status !== 303) throw new Error("not signed in");
  return { tenant, member, walker };
}

test("the new address is the account's once its link is used, in every tenant, and the old one is told", async () => {
  const { member, walker } = await openMember();
  const email = newAddress();
  const asked = await post(world, walker, "/account/email", { email });
  expect(asked.html).toContain("Look into your mail");
  expect(await emailOf(member.email)).toEqual([member.email]);
  const link = await linkTo(world.mailbox, email, SUBJECTS.changeEmail);
  const done = await fillIn(walker, await walker.request(link));
  expect([done.status, done.html]).toEqual([200, expect.stringContaining("Your address is changed")]);
  expect([await emailOf(member.email), await emailOf(email)]).toEqual([[], [email]]);
  expect([await usersWith(member.email), await usersWith(email)]).toMatchObject([[], [{ id: expect.any(String) }]]);
  await world.mailbox.mailTo(member.email, { subject: SUBJECTS.emailChanged });
  expect(await isSignedIn(world, walker)).toBe(true);
  expect((await signIn(world, { email, password: member.password })).status).toBe(303);
  expect((await signIn(world, member)).status).toBe(401);
  const { rows } = await world.owner.query(
    `select body->'detail' as detail, personal->'email'->>'value' as email from platform.audit_event
     where action = 'user-email.change' and target_id = $1`,
    [member.userId],
  );
  expect(rows).toEqual([{ detail: { isShown: true }, email }]);
  expect((await walker.request(link)).status).toBe(404);
});

test("where another user of the tenant has the address, the user keeps the old one, and only there", async () => {
  const { tenant, member, walker } = await openMember();
  const email = newAddress();
  const CREATE = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
  await change(tenant.admin, CREATE, { email, name: "Namesake" });
  expect((await changeTo(walker, email)).done.status).toBe(200);
  expect(await emailOf(email)).toEqual([email]);
  expect(await usersWith(member.email)).toHaveLength(1);
  const { rows } = await world.owner.query(
    `select body->'detail' as detail from platform.audit_event where action = 'user-email.change' and target_id = $1`,
    [member.userId],
  );
  expect(rows).toEqual([{ detail: { isShown: false } }]);
});

test("a taken address is asked for like any other, and its link is a dead one", async () => {
  const { email: taken } = await signUp(world);
  const { email, walker } = await signUp(world);
  const free = newAddress();
  const answers = [];
  for (const wanted of [taken, free]) {
    const { status, headers, html } = await post(world, walker, "/account/email", { email: wanted });
    answers.push({ status, headers: [...headers.keys()], html: html.replaceAll(wanted, "<it>") });
  }
  expect(answers[0]).toEqual(answers[1]);
  const link = await linkTo(world.mailbox, taken, SUBJECTS.changeEmail);
  const done = await fillIn(walker, await walker.request(link));
  expect([done.status, done.html]).toEqual([404, expect.stringContaining("This link does not work")]);
  expect([await emailOf(taken), await emailOf(email)]).toEqual([[taken], [email]]);
});

test("only the account that asked may use the link, so that nobody is made to give a stranger their address", async () => {
  const thief = await signUp(world);
  const victim = newAddress();
  await post(world, thief.walker, "/account/email", { email: victim });
  const link = await linkTo(world.mailbox, victim, SUBJECTS.changeEmail);
  const token = new URL(link).searchParams.get("token") ?? "";
  const other = await signUp(world);
  const at = `${world.issuer}/account/email/confirm`;
  for (const walker of [openWalker(), other.walker]) {
    const looked = await walker.request(link);
    const account = thief.email;
    const used = await walker.request(at, formOf({ token, account, accountId: account, email: account }));
    expect([401, 404]).toContain(looked.status);
    expect(used.status).toBe(looked.status);
    expect(looked.html).not.toContain(victim);
  }
  expect([await emailOf(victim), await emailOf(thief.email)]).toEqual([[], [thief.email]]);
});

test("a field of a form that names another account changes nothing of it", async () => {
  const victim = await signUp(world);
  const thief = await signUp(world);
  const id = await accountIdOf(world.server, victim.email);
  const email = newAddress();
  await post(world, thief.walker, "/account/email", { email, accountId: id, account_id: id, sub: id, userId: id });
  const link = await linkTo(world.mailbox, email, SUBJECTS.changeEmail);
  await fillIn(thief.walker, await thief.walker.request(link), { accountId: id, account: victim.email });
  expect([await emailOf(victim.email), await emailOf(thief.email), await emailOf(email)]).toEqual([
    [victim.email],
    [],
    [email],
  ]);
});

test("the old address takes a change back: everybody is out, the password is void, and a link to set one follows", async () => {
  const { tenant, member, walker } = await openMember();
  const client = await tenant.client({ kind: "PUBLIC" });
  const tokens = await tokensOf(world.issuer, client, member);
  const thiefs = newAddress();
  await changeTo(walker, thiefs);
  const revert = await linkTo(world.mailbox, member.email, SUBJECTS.emailChanged);
  const victim = openWalker();
  const asked = await victim.request(revert);
  expect(asked.html).toContain(member.email);
  expect(await emailOf(thiefs)).toEqual([thiefs]);
  const done = await fillIn(victim, asked);
  expect([done.status, done.html]).toEqual([200, expect.stringContaining("The change is taken back")]);
  expect([await emailOf(thiefs), await emailOf(member.email)]).toEqual([[], [member.email]]);
  expect(await usersWith(member.email)).toHaveLength(1);
  expect(await isSignedIn(world, walker)).toBe(false);
  expect((await refresh(world.issuer, client, tokens.refresh_token)).status).toBe(400);
  expect((await signIn(world, member)).status).toBe(401);
  const reset = await linkTo(world.mailbox, member.email, SUBJECTS.reset);
  const password = newPassword();
  expect((await fillIn(victim, await victim.request(reset), { password })).status).toBe(200);
  expect((await signIn(world, { email: member.email, password })).status).toBe(303);
  expect((await victim.request(revert)).status).toBe(404);
});

test("who took an address and moved on cannot take it again by the links of their own", async () => {
  const { email, walker } = await signUp(world);
  const [first, second] = [newAddress(), newAddress()];
  await changeTo(walker, first);
  await changeTo(walker, second);
  const victims = await linkTo(world.mailbox, email, SUBJECTS.emailChanged);
  const thiefs = await linkTo(world.mailbox, first, SUBJECTS.emailChanged);
  const anybody = openWalker();
  // The thief's link leaves the victim's as it is; the victim's leaves nothing of the thief's.
  expect((await fillIn(anybody, await anybody.request(thiefs))).status).toBe(200);
  expect(await emailOf(first)).toEqual([first]);
  expect((await fillIn(anybody, await anybody.request(victims))).status).toBe(200);
  expect(await emailOf(email)).toEqual([email]);
  const reset = await linkTo(world.mailbox, first, SUBJECTS.reset);
  for (const link of [thiefs, reset]) expect((await anybody.request(link)).status).toBe(404);
});

test("whoever went back to the address by a change of their own is not moved again by the thief's link", async () => {
  const { email, walker } = await signUp(world);
  const thiefs = newAddress();
  await changeTo(walker, thiefs);
  expect((await changeTo(walker, email)).done.status).toBe(200);
  const revert = await linkTo(world.mailbox, thiefs, SUBJECTS.emailChanged);
  expect((await openWalker().request(revert)).status).toBe(404);
  expect([await emailOf(email), await emailOf(thiefs)]).toEqual([[email], []]);
  // What is left of the first change has done its work too.
  const first = await linkTo(world.mailbox, email, SUBJECTS.emailChanged);
  expect((await openWalker().request(first)).status).toBe(404);
});

test("a link is used with the second factor by whoever has one", async () => {
  const { email, walker } = await signUp(world);
  const wanted = newAddress();
  await post(world, walker, "/account/email", { email: wanted });
  const link = await linkTo(world.mailbox, wanted, SUBJECTS.changeEmail);
  const page = await walker.request(link);
  // Set up since, in another browser: this one has proved no more than the password.
  await world.owner.query(
    `insert into identity.totp (id, account_id, session_uid, name, sealed, confirmed_at)
     select $1, id, '', 'Phone', '\\x00', now() from identity.account where email_key = $2`,
    [newUuid(), email],
  );
  expect([(await walker.request(link)).status, (await fillIn(walker, page)).status]).toEqual([401, 401]);
  expect([await emailOf(email), await emailOf(wanted)]).toEqual([[email], []]);
});

test("second factors that came after the change go with it, those from before stay", async () => {
  const { email, walker } = await signUp(world);
  const accountId = await accountIdOf(world.server, email);
  const add = (name: string) =>
    world.owner.query(
      "insert into identity.totp (id, account_id, name, sealed, confirmed_at) values ($1, $2, $3, '\\x00', now())",
      [newUuid(), accountId, name],
    );
  const thiefs = newAddress();
  const { done } = await changeTo(walker, thiefs);
  expect(done.status).toBe(200);
  await add("thief's");
  await add("owner's");
  await world.owner.query("update identity.totp set created_at = now() - interval '1 day' where name = $1", [
    "owner's",
  ]);
  const revert = await linkTo(world.mailbox, email, SUBJECTS.emailChanged);
  await fillIn(openWalker(), await openWalker().request(revert));
  const left = await world.owner.query("select name from identity.totp where account_id = $1", [accountId]);
  expect(left.rows).toEqual([{ name: "owner's" }]);
});

test("pre-hijack: of an account whose address nobody had proved all factors go, those from before the change too", async () => {
  const { member, walker } = await openMember();
  await world.owner.query("update identity.account set email_verified_at = null where email_key = $1", [member.email]);
  const { rows } = await world.owner.query(
    `insert into identity.passkey (id, account_id, name, credential_id, public_key, counter)
     select $1, id, 'Key', $2, '\\x00', 0 from identity.account where email_key = $3 returning account_id`,
    [newUuid(), randomBytes(32), member.email],
  );
  // As if it had been there when the person signed in, who then had used it.
  await world.owner.query(
    `update identity.oidc_artifact set payload = payload || '{"acr": "urn:bulkhead:acr:multi-factor"}'
     where model = 'Session' and account_id = $1`,
    [rows[0].account_id],
  );
  expect((await changeTo(walker, newAddress())).done.status).toBe(200);
  const revert = await linkTo(world.mailbox, member.email, SUBJECTS.emailChanged);
  expect((await fillIn(openWalker(), await openWalker().request(revert))).status).toBe(200);
  const left = await world.owner.query("select from identity.passkey where account_id = $1", [rows[0].account_id]);
  expect(left.rowCount).toBe(0);
  const told = await world.owner.query(
    `select body->'detail' as detail from platform.audit_event where action = 'factor.remove' and target_id = $1`,
    [member.userId],
  );
  expect(told.rows).toEqual([{ detail: { kind: "PASSKEY" } }]);
});

test("of parallel uses of a link that takes a change back one counts", async () => {
  const { email, walker } = await signUp(world);
  await changeTo(walker, newAddress());
  const page = await openWalker().request(await linkTo(world.mailbox, email, SUBJECTS.emailChanged));
  const answers = await Promise.all(Array.from({ length: 5 }, () => fillIn(openWalker(), page)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404]);
  expect(await emailOf(email)).toEqual([email]);
});

test("it takes a fresh sign-in: after an old one nothing is asked for and nothing sent, and signing in again mends it", async () => {
  const { email, password, walker } = await signUp(world);
  const at = `${world.issuer}/account/email`;
  const wanted = newAddress();
  const pending = async () =>
    (await world.owner.query("select from identity.mail_proof where email_key = $1", [wanted])).rowCount;
  // The password is older still: it is the sign-in that is too old, and not the session that is void.
  await ageSessions(world.server, email, 14 * 60);
  expect((await walker.request(at)).status).toBe(200);
  await ageSessions(world.server, email, 15 * 60 + 1);
  expect((await walker.request(`${world.issuer}/account`)).status).toBe(200);
  for (const form of [undefined, formOf({ email: wanted })]) {
    const { status, headers } = await walker.request(at, form);
    expect([status, headers.get("location")]).toEqual([303, "/account/sign-in?next=%2Faccount%2Femail"]);
  }
  expect(await pending()).toBe(0);
  expect(await emailOf(email)).toEqual([email]);
  const back = await post(world, walker, "/account/sign-in?next=%2Faccount%2Femail", { email, password });
  expect([back.status, back.headers.get("location")]).toEqual([303, "/account/email"]);
  expect((await changeTo(walker, wanted)).done.status).toBe(200);
  expect([await emailOf(email), await emailOf(wanted)]).toEqual([[], [wanted]]);
  // Of the refused one no mail came: there is one, of the one that was asked for.
  expect(world.mailbox.mailsTo(wanted)).toHaveLength(1);
});

test("until a change can be taken back no longer, no activation link makes an account in its way", async () => {
  const { email, password, walker } = await signUp(world);
  await changeTo(walker, newAddress());
  const tenant = await world.tenant();
  await expect(tenant.member("Viewer", { email, password })).rejects.toThrow("This link does not work");
  expect(await emailOf(email)).toEqual([]);
  const revert = await linkTo(world.mailbox, email, SUBJECTS.emailChanged);
  expect((await fillIn(openWalker(), await openWalker().request(revert))).status).toBe(200);
  expect(await emailOf(email)).toEqual([email]);
});
