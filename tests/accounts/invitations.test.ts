import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type AccountWorld,
  fillIn,
  forgetAttempts,
  isSignedIn,
  linkTo,
  newAddress,
  newPassword,
  openAccountWorld,
  signIn,
  signUp,
} from "../testkit/accounts.ts";
import { invite as inviteFrom, membersOf as membersIn, SUBJECT, stateOf, uuidOf } from "../testkit/invited.ts";
import { change, type OAuthTenant } from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { authorizeParameters, authorizeUrl, newVerifier, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";
import { setMfa } from "../testkit/second-factors.ts";

let world: AccountWorld;
beforeAll(async () => {
  world = await openAccountWorld();
}, 60_000);
afterAll(() => world?.stop());
beforeEach(() => forgetAttempts(world));

const REMOVE = "mutation ($i: RemoveMemberInput!) { removeMember(input: $i) { id } }";

const invite = (tenant: OAuthTenant, email: string, role?: string, message?: string) =>
  inviteFrom(world, tenant, { email, ...(role === undefined ? {} : { role }), message });
const membersOf = (tenant: OAuthTenant, email: string) => membersIn(world, tenant, email);
const open = (walker: Walker, url: string) => walker.request(url);

/** Follows redirects within the site, as a browser does. */
async function follow(walker: Walker, page: Page): Promise<Page> {
  const to = page.headers.get("location");
  return to === null || to === "" ? page : follow(walker, await walker.request(new URL(to, world.issuer).href));
}

describe("somebody without an account", () => {
  test("opens the link in the mail, chooses name and password, and is a member", async () => {
    const tenant = await world.tenant();
    const email = newAddress();
    const { id } = await invite(tenant, email, "Developer", "We start on Monday.");
    const mail = await world.mailbox.mailTo(email, { subject: SUBJECT });
    expect(mail.text).toContain("We start on Monday.");
    const link = await linkTo(world.mailbox, email, SUBJECT);
    // Mail programs and scanners open links: that uses nothing.
    for (let looks = 0; looks < 3; looks++) expect((await open(openWalker(), link)).status).toBe(200);
    expect(await stateOf(tenant, id)).toBe("PENDING");

    const walker = openWalker();
    const page = await open(walker, link);
    for (const shown of [email, "Developer", "We start on Monday."]) expect(page.html).toContain(shown);
    expect(page.html).not.toMatch(/<script/);
    const password = newPassword();
    const done = await fillIn(walker, page, { name: "Ada", password });
    expect([done.status, done.html]).toEqual([200, expect.stringContaining("You are a member")]);
    expect(await membersOf(tenant, email)).toEqual([
      { user_id: expect.any(String), role: "Developer", name: "Ada", is_active: true },
    ]);
    expect(await stateOf(tenant, id)).toBe("ACCEPTED");
    expect(await isSignedIn(world, walker)).toBe(true);
    // The address is proved by the mail.
    const { rows } = await world.owner.query("select email_verified_at from identity.account where email_key = $1", [
      email,
    ]);
    expect(rows).toEqual([{ email_verified_at: expect.any(Date) }]);
    const client = await tenant.client({ kind: "PUBLIC" });
    expect((await tokensOf(world.issuer, client, { email, password })).access_token).toEqual(expect.any(String));
    expect((await open(openWalker(), link)).status).toBe(404);
  }, 60_000);

  test("what is wrong with name or password is told, and the link still works", async () => {
    const tenant = await world.tenant();
    const email = newAddress();
    const { url } = await invite(tenant, email);
    const walker = openWalker();
    const short = await fillIn(walker, await open(walker, url), { name: "Ada", password: "short" });
    expect([short.status, short.html]).toEqual([400, expect.stringContaining("12 to 200 characters")]);
    const nameless = await fillIn(walker, await open(walker, url), { name: " ", password: newPassword() });
    expect([nameless.status, nameless.html]).toEqual([400, expect.stringContaining("Give a name")]);
    expect(await membersOf(tenant, email)).toEqual([]);
    const done = await fillIn(walker, await open(walker, url), { name: "Ada", password: newPassword() });
    expect(done.status).toBe(200);
  });

  test("at however many doors at once: one account, one user, one member", async () => {
    const tenant = await world.tenant();
    const email = newAddress();
    const { url } = await invite(tenant, email);
    const walkers = Array.from({ length: 6 }, openWalker);
    const pages = await Promise.all(walkers.map((walker) => open(walker, url)));
    const answers = await Promise.all(
      walkers.map((walker, n) => fillIn(walker, pages[n] as Page, { name: `Ada ${n}`, password: newPassword() })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await membersOf(tenant, email)).toHaveLength(1);
    const { rows } = await world.owner.query("select id from identity.account where email_key = $1", [email]);
    expect(rows).toHaveLength(1);
  });
});

describe("somebody with an account", () => {
  test("who is signed in joins with one click", async () => {
    const tenant = await world.tenant();
    const { email, walker } = await signUp(world);
    const { url } = await invite(tenant, email.toUpperCase().replace("PEOPLE.EXAMPLE", "People.Example"));
    const page = await open(walker, url);
    expect(page.html).toContain("Signed in as");
    const done = await fillIn(walker, page);
    expect([done.status, done.html]).toEqual([200, expect.stringContaining("You are a member")]);
    expect(await membersOf(tenant, email)).toMatchObject([{ role: "Developer", is_active: true }]);
  });

  test("who is not signed in does that, and comes back to the invitation", async () => {
    const tenant = await world.tenant();
    const { email, password } = await signUp(world);
    const { url } = await invite(tenant, email);
    const walker = openWalker();
    const page = await open(walker, url);
    expect(page.html).toContain("has an account here");
    const way = /href="(\/account\/sign-in\?next=[^"]+)"/.exec(page.html)?.[1] ?? "";
    expect(way).not.toContain("token");
    const signedIn = await fillIn(walker, await walker.request(`${world.issuer}${way}`), { email, password });
    const back = await follow(walker, signedIn);
    expect(back.html).toContain("Signed in as");
    expect((await fillIn(walker, back)).html).toContain("You are a member");
    expect(await membersOf(tenant, email)).toMatchObject([{ role: "Developer" }]);
  });

  test("who is signed in as somebody else is told, and can switch", async () => {
    const tenant = await world.tenant();
    const invited = await signUp(world);
    const other = await signUp(world);
    const { url, id } = await invite(tenant, invited.email);
    const page = await open(other.walker, url);
    for (const shown of [invited.email, other.email]) expect(page.html).toContain(shown);
    // Whoever posts the form all the same joins nothing.
    const token = new URL(url).searchParams.get("token") ?? "";
    const forced = await other.walker.request(`${world.issuer}/account/invitation`, new URLSearchParams({ token }));
    expect(forced.status).toBe(403);
    expect(await stateOf(tenant, id)).toBe("PENDING");
    expect(await membersOf(tenant, other.email)).toEqual([]);
    const switched = await follow(other.walker, await fillIn(other.walker, await open(other.walker, url)));
    expect(switched.html).toContain("has an account here");
    expect(await isSignedIn(world, other.walker)).toBe(false);
  });

  test("who presses the button many times is one member, and one user", async () => {
    const tenant = await world.tenant();
    const { email, walker } = await signUp(world);
    const { url } = await invite(tenant, email);
    const page = await open(walker, url);
    const answers = await Promise.all(Array.from({ length: 5 }, () => fillIn(walker, page)));
    expect(answers.map(({ status }) => status)).toContain(200);
    for (const { status } of answers) expect([200, 404]).toContain(status);
    expect(await membersOf(tenant, email)).toHaveLength(1);
  });

  test("who was removed is invited again and is the same user", async () => {
    const tenant = await world.tenant();
    const { email, walker } = await signUp(world);
    const first = await invite(tenant, email);
    await fillIn(walker, await open(walker, first.url));
    const [before] = await membersOf(tenant, email);
    const { rows } = await world.owner.query("select id from tenancy.member where tenant_id = $1 and user_id = $2", [
      uuidOf(tenant),
      before?.user_id,
    ]);
    await change(tenant.admin, REMOVE, { id: encodeId("member", rows[0].id) });
    expect((await open(walker, first.url)).status).toBe(404);
    const second = await invite(tenant, email, "Viewer");
    const done = await fillIn(walker, await open(walker, second.url));
    expect(done.html).toContain("You are a member");
    expect(await membersOf(tenant, email)).toEqual([{ ...before, role: "Viewer" }]);
  });

  test("whom an Admin registered before becomes that user", async () => {
    const tenant = await world.tenant();
    const { email, walker } = await signUp(world);
    const { user } = await change<{ user: { id: string } }>(
      tenant.admin,
      "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }",
      { email, name: "Registered" },
    );
    const { url } = await invite(tenant, email);
    await fillIn(walker, await open(walker, url));
    const [joined] = await membersOf(tenant, email);
    expect(joined).toMatchObject({ name: "Registered", role: "Developer", is_active: true });
    expect(encodeId("user", joined?.user_id)).toBe(user.id);
  });
});

describe("a link that was handed over, where no mail is sent,", () => {
  async function handOver(tenant: OAuthTenant, email: string): Promise<string> {
    const { id, url } = await invite(tenant, email);
    await world.owner.query("update tenancy.invitation set is_mailed = false where tenant_id = $1 and id = $2", [
      uuidOf(tenant),
      tryDecodeId("invitation", id),
    ]);
    return url;
  }

  test("makes an account whose address nobody has proved", async () => {
    const tenant = await world.tenant();
    const email = newAddress();
    const url = await handOver(tenant, email);
    const walker = openWalker();
    const done = await fillIn(walker, await open(walker, url), { name: "Ada", password: newPassword() });
    expect(done.html).toContain("You are a member");
    const { rows } = await world.owner.query("select email_verified_at from identity.account where email_key = $1", [
      email,
    ]);
    expect(rows).toEqual([{ email_verified_at: null }]);
  });

  test("makes nobody a user whom an Admin has registered, since it proves no address", async () => {
    const tenant = await world.tenant();
    const email = newAddress();
    const url = await handOver(tenant, email);
    const { user } = await change<{ user: { id: string } }>(
      tenant.admin,
      "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }",
      { email, name: "The new chief" },
    );
    const ADD = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
    await change(tenant.admin, ADD, { userId: user.id, role: "Admin" });
    const refused = await fillIn(openWalker(), await open(openWalker(), url), { name: "Eve", password: newPassword() });
    expect(refused.status).toBe(403);
    const { rows } = await world.owner.query("select 1 from identity.account_user where user_id = $1", [
      tryDecodeId("invitation", user.id),
    ]);
    expect(rows).toEqual([]);
  });

  test("shows the same form whether or not the address has an account, which only its sign-in opens", async () => {
    const tenant = await world.tenant();
    const { email } = await signUp(world);
    const [known, unknown] = [await handOver(tenant, email), await handOver(tenant, newAddress())];
    const titles = await Promise.all(
      [known, unknown].map(async (url) => /<p class="soft">([^<]+)</.exec((await open(openWalker(), url)).html)?.[1]),
    );
    expect(titles[0]).toBe(titles[1]);
    const walker = openWalker();
    const refused = await fillIn(walker, await open(walker, known), { name: "Eve", password: newPassword() });
    expect([refused.status, refused.html]).toEqual([409, expect.stringContaining("has an account already")]);
    expect(await membersOf(tenant, email)).toEqual([]);
  });
});

test("one account in three tenants, with a role in each", async () => {
  const roles = ["Admin", "Developer", "Viewer"] as const;
  const { email, password, walker } = await signUp(world);
  const tenants = await Promise.all(roles.map(() => world.tenant()));
  for (const [n, tenant] of tenants.entries()) {
    const { url } = await invite(tenant, email, roles[n]);
    await fillIn(walker, await open(walker, url));
  }
  const ids = new Set<string>();
  for (const [n, tenant] of tenants.entries()) {
    const client = await tenant.client({ kind: "PUBLIC" });
    const { access_token: token } = await tokensOf(world.issuer, client, { email, password });
    const { data } = await world.server.graphql(token, "{ me { actor { id } roles } tenant { id } }");
    const { me, tenant: where } = data as { me: { actor: { id: string }; roles: string[] }; tenant: { id: string } };
    expect([me.roles, where.id]).toEqual([[roles[n]], tenant.id]);
    ids.add(me.actor.id);
  }
  expect(ids.size).toBe(3);
  // Each tenant asks for what it asks, of the same session.
  const [strict, lenient] = tenants as [OAuthTenant, OAuthTenant];
  await setMfa(world, strict, "REQUIRED", 0);
  const enter = async (tenant: OAuthTenant) => {
    const client = await tenant.client({ kind: "PUBLIC" });
    const url = authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge));
    const { answer, page } = await openWalker().walk(url, { as: { email, password }, until: client.redirectUri });
    return answer?.searchParams.has("code") ? "in" : (page?.html ?? "");
  };
  expect(await enter(lenient)).toBe("in");
  expect(await enter(strict)).toContain("Protect your account");
  expect((await signIn(world, { email, password })).status).toBe(303);
}, 90_000);
