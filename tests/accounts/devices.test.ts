import { afterAll, beforeEach, expect, test } from "vitest";
import {
  fillIn,
  forgetAttempts,
  linkTo,
  newPassword,
  openAccountWorld,
  post,
  SUBJECTS,
  signIn,
  signUp,
} from "../testkit/accounts.ts";
import { authorize, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";

const world = await openAccountWorld();
afterAll(world.stop);
beforeEach(() => forgetAttempts(world));

const devicesOf = async (email: string): Promise<string[]> =>
  (
    await world.owner.query(
      `select user_agent from identity.known_device held join identity.account on account.id = held.account_id
       where email_key = $1`,
      [email],
    )
  ).rows.map(({ user_agent }) => user_agent);

/** How many mails were asked for so far: that is part of what asks for them, and needs no waiting. */
const mails = async (): Promise<number> =>
  Number(
    (await world.owner.query("select count(*) from platform.job where kind = 'identity.send-mail'")).rows[0].count,
  );

async function guess(email: string, times: number, walker?: Walker): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < times; n++)
    statuses.push((await signIn(world, { email, password: `guess ${n}` }, walker)).status);
  return statuses;
}

test("the owner is told of a sign-in in a browser that the account does not know, once", async () => {
  const owner = await signUp(world);
  const before = await mails();
  const other = openWalker();
  for (let n = 0; n < 3; n++) expect((await signIn(world, owner, other)).status).toBe(303);
  const mail = await world.mailbox.mailTo(owner.email, { subject: SUBJECTS.newDevice });
  expect(mail.text).toContain("127.0.0.1");
  expect((await mails()) - before).toBe(1);
  expect(await devicesOf(owner.email)).toHaveLength(2);
});

test("not of the browser in which the account was made", async () => {
  const owner = await signUp(world);
  const before = await mails();
  for (let n = 0; n < 2; n++) expect((await signIn(world, owner, owner.walker)).status).toBe(303);
  expect(await mails()).toBe(before);
});

test("signing in for a client makes a browser known too, and of two at once it is told once", async () => {
  const tenant = await world.tenant();
  const client = await tenant.client({ kind: "PUBLIC" });
  const member = await tenant.member();
  const before = await mails();
  const walker = openWalker();
  await authorize(world.issuer, client, member, {}, walker);
  expect(walker.cookies()).toContain("bulkhead_device");
  await world.mailbox.mailTo(member.email, { subject: SUBJECTS.newDevice });
  // The same browser without its session: of authorisations that go on in one at once, one gives it another cookie.
  const known = () => {
    const copy = walker.copy();
    for (const [key, { name }] of copy.jar) if (name !== "bulkhead_device") copy.jar.delete(key);
    return copy;
  };
  await Promise.all([1, 2, 3].map(() => tokensOf(world.issuer, client, member, {}, known())));
  expect((await mails()) - before).toBe(1);
  expect(await devicesOf(member.email)).toHaveLength(1);
});

test("the cookie says nothing, is read by no script, and is kept as a digest", async () => {
  const { walker } = await signUp(world);
  const value = [...walker.jar.values()].find(({ name }) => name === "bulkhead_device")?.value ?? "";
  expect(value).toMatch(/^[\w-]{43}$/);
  const { rows } = await world.owner.query(
    "select count(*)::int as count from identity.known_device where digest = $1",
    [Buffer.from(value, "base64url")],
  );
  expect(rows[0].count).toBe(0);
  const again = openWalker();
  const answer = await signIn(world, await signUp(world, { walker: again }), again);
  const [line] = answer.headers.getSetCookie().filter((one) => one.startsWith("bulkhead_device="));
  expect(line?.toLowerCase()).toMatch(/; path=\/;.*; samesite=lax; httponly$/);
  expect(line).toMatch(/expires=/i);
});

test("whoever uses up an account's attempts does not hold up its owner in their own browser", async () => {
  const owner = await signUp(world);
  expect((await guess(owner.email, 12)).slice(-2)).toEqual([429, 429]);
  // From anywhere else it is shut for a while, the owner's word or not.
  expect((await signIn(world, owner)).status).toBe(429);
  expect((await signIn(world, owner, owner.walker)).status).toBe(303);
  // A stranger's cookie, invented or another account's, is worth nothing.
  const stranger = await signUp(world);
  expect((await signIn(world, owner, stranger.walker)).status).toBe(429);
});

test("a reset link lets the owner in at once, from anywhere, and makes every browser a new one", async () => {
  const owner = await signUp(world);
  await guess(owner.email, 12);
  await post(world, openWalker(), "/account/reset", { email: owner.email });
  const password = newPassword();
  const page = await openWalker().request(await linkTo(world.mailbox, owner.email, SUBJECTS.reset));
  expect((await fillIn(openWalker(), page, { password })).status).toBe(200);
  expect(await devicesOf(owner.email)).toEqual([]);
  expect((await signIn(world, { ...owner, password }, owner.walker)).status).toBe(303);
  await world.mailbox.mailTo(owner.email, { subject: SUBJECTS.newDevice });
});

test("an account knows twenty browsers at most: the one not seen for longest is forgotten", async () => {
  const owner = await signUp(world);
  for (let n = 0; n < 21; n++) {
    await forgetAttempts(world);
    expect((await signIn(world, owner)).status).toBe(303);
  }
  expect(await devicesOf(owner.email)).toHaveLength(20);
});
