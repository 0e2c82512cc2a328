import { afterAll, beforeEach, expect, test } from "vitest";
import {
  forgetAttempts,
  isSignedIn,
  newPassword,
  openAccountWorld,
  post,
  SUBJECTS,
  signIn,
  signUp,
} from "../testkit/accounts.ts";
import { formOf, refresh, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

const world = await openAccountWorld();
afterAll(world.stop);
beforeEach(() => forgetAttempts(world));

const AT = "/account/password";

test("another password: one stays signed in here, and is out everywhere else; the owner is told", async () => {
  const tenant = await world.tenant();
  const member = await tenant.member();
  const client = await tenant.client({ kind: "PUBLIC" });
  const tokens = await tokensOf(world.issuer, client, member);
  const [here, there] = [openWalker(), openWalker()];
  for (const walker of [here, there]) expect((await signIn(world, member, walker)).status).toBe(303);
  const password = newPassword();
  const done = await post(world, here, AT, { current: member.password, password });
  expect([done.status, done.html]).toEqual([200, expect.stringContaining("Your password is changed")]);
  expect([await isSignedIn(world, here), await isSignedIn(world, there)]).toEqual([true, false]);
  expect((await refresh(world.issuer, client, tokens.refresh_token)).status).toBe(400);
  expect((await signIn(world, member)).status).toBe(401);
  expect((await signIn(world, { email: member.email, password })).status).toBe(303);
  await world.mailbox.mailTo(member.email, { subject: SUBJECTS.passwordChanged });
});

test("the cookie of before opens nothing", async () => {
  const { password, walker } = await signUp(world);
  const copy = walker.copy();
  await post(world, walker, AT, { current: password, password: newPassword() });
  expect([await isSignedIn(world, walker), await isSignedIn(world, copy)]).toEqual([true, false]);
});

test("a wrong password changes nothing and is told; guessing it is counted like guessing at sign-in", async () => {
  const owner = await signUp(world);
  const wrong = await post(world, owner.walker, AT, { current: "not the password", password: newPassword() });
  expect([wrong.status, wrong.html]).toEqual([400, expect.stringContaining("not the password that you have now")]);
  expect(await isSignedIn(world, owner.walker)).toBe(true);
  const statuses: number[] = [];
  for (let n = 0; n < 12; n++)
    statuses.push((await post(world, owner.walker, AT, { current: `guess ${n}`, password: newPassword() })).status);
  expect(statuses.slice(0, 9)).toEqual(Array(9).fill(400));
  expect(statuses.slice(9)).toEqual(Array(3).fill(429));
  // What a thief of the session used up in this browser is not used up elsewhere.
  expect((await signIn(world, owner)).status).toBe(303);
});

test("of parallel changes one counts", async () => {
  const owner = await signUp(world);
  const passwords = Array.from({ length: 5 }, newPassword);
  const page = await owner.walker.request(`${world.issuer}${AT}`);
  const answers = await Promise.all(
    passwords.map((password) => owner.walker.copy().request(page.url, formOf({ current: owner.password, password }))),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  await forgetAttempts(world);
  const works = await Promise.all(
    passwords.map(async (password) => (await signIn(world, { ...owner, password })).status),
  );
  expect(works.filter((status) => status === 303)).toHaveLength(1);
});

test("it takes a session, a fresh one, and no field of the form says whose password it is", async () => {
  const victim = await signUp(world);
  const thief = await signUp(world);
  const form = { current: thief.password, password: newPassword() };
  const named = { email: victim.email, account: victim.email, accountId: victim.email };
  expect((await openWalker().request(`${world.issuer}${AT}`, formOf({ ...form, ...named }))).status).toBe(303);
  expect((await post(world, thief.walker, AT, { ...form, ...named })).status).toBe(200);
  expect((await signIn(world, victim)).status).toBe(303);
  expect((await signIn(world, { email: thief.email, password: form.password })).status).toBe(303);
});
