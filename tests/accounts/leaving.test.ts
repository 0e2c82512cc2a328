import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textOf } from "../testkit/account-pages.ts";
import {
  type AccountWorld,
  fillIn,
  forgetAttempts,
  linkTo,
  newAddress,
  newPassword,
  openAccountWorld,
  post,
  SUBJECTS,
  signIn,
  signUp,
} from "../testkit/accounts.ts";
import { change, type Member, type OAuthTenant } from "../testkit/oauth.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";

/** Leaving for good: whom it would leave behind, and whom it is told to. */
let world: AccountWorld;
beforeAll(async () => {
  world = await openAccountWorld();
}, 60_000);
afterAll(() => world?.stop());
beforeEach(() => forgetAttempts(world));

const AT = "/account/delete";

async function enter(member: Pick<Member, "email" | "password">): Promise<Walker> {
  const walker = openWalker();
  expect((await signIn(world, member, walker)).status).toBe(303);
  return walker;
}

const isThere = async ({ email }: Pick<Member, "email">) =>
  (await world.owner.query("select from identity.account where email_key = $1", [email])).rowCount === 1;

const remove = (walker: Walker, { email }: Pick<Member, "email">) =>
  walker.request(`${world.issuer}${AT}`, new URLSearchParams({ email }));

const lock = (tenant: OAuthTenant, { userId }: Member) =>
  change(tenant.admin, "mutation ($i: LockUserInput!) { lockUser(input: $i) { user { id } } }", {
    id: userId,
    reason: "left",
  });

describe("the last Admin of a tenant", () => {
  test("is told which tenants that are and what to do, before and after they confirm; nothing is deleted", async () => {
    const [home, other] = [await world.tenant(), await world.tenant()];
    const admin = await home.member("Admin");
    await other.member("Admin", admin);
    await home.member("Developer");
    const free = await world.tenant();
    await free.member("Viewer", admin);
    const walker = await enter(admin);
    const asked = await walker.request(`${world.issuer}${AT}`);
    const refused = await remove(walker, admin);
    expect([asked.status, refused.status]).toEqual([200, 409]);
    for (const page of [asked, refused]) {
      expect(page.html).toContain("<h1>You are the last Admin</h1>");
      for (const { admin: there } of [home, other]) expect(textOf(page)).toContain(there.slug);
      expect(textOf(page)).not.toContain(free.admin.slug);
      expect(textOf(page)).toMatch(/Make somebody else Admin there .* ask those who run this installation to close it/);
      expect(page.forms).toEqual([]);
      expect(page.html).toContain('href="/account"');
    }
    expect(await isThere(admin)).toBe(true);
    expect((await walker.request(`${world.issuer}/account`)).status).toBe(200);
    const log = "select from platform.audit_event where target_id = $1 and action = 'account.delete'";
    expect((await world.owner.query(log, [admin.userId])).rowCount).toBe(0);
    expect(world.mailbox.mailsTo(admin.email).filter(({ subject }) => subject.includes("deleted"))).toEqual([]);
  }, 60_000);

  test("may go once somebody else is Admin who can sign in; one who is locked or never came does not count", async () => {
    const home = await world.tenant();
    const admin = await home.member("Admin");
    const locked = await home.member("Admin");
    await lock(home, locked);
    const walker = await enter(admin);
    expect((await remove(walker, admin)).status).toBe(409);
    await home.member("Admin");
    expect((await walker.request(`${world.issuer}${AT}`)).html).toContain("<h1>Delete your account</h1>");
    expect((await remove(walker, admin)).status).toBe(200);
    expect(await isThere(admin)).toBe(false);
  }, 60_000);

  test("whoever is no Admin is not kept, nor who was one of a tenant that is suspended", async () => {
    const home = await world.tenant();
    const viewer = await home.member("Viewer");
    expect((await remove(await enter(viewer), viewer)).status).toBe(200);
    const closed = await world.tenant();
    const admin = await closed.member("Admin");
    const walker = await enter(admin);
    const tenancy = world.server.platform.rooms.tenancy.subgraph.context(
      operatorRequest(tryDecodeId("tenant", closed.id) ?? ""),
    );
    await suspendTenant(tenancy, { reason: "no longer needed" });
    expect((await remove(walker, admin)).status).toBe(200);
    expect(await isThere(admin)).toBe(false);
  }, 60_000);

  test("of two Admins who leave at the same moment one stays", async () => {
    const home = await world.tenant();
    const both = [await home.member("Admin"), await home.member("Admin")];
    const walkers = await Promise.all(both.map(enter));
    const answers = await Promise.all(both.map((one, n) => remove(walkers[n] as Walker, one)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.map(({ html }) => html).join()).toContain("<h1>You are the last Admin</h1>");
    expect((await Promise.all(both.map(isThere))).filter(Boolean)).toHaveLength(1);
  });

  test("a tenant is not named to whoever types another address, but for one's own", async () => {
    const home = await world.tenant();
    const admin = await home.member("Admin");
    const stranger = await signUp(world);
    const page = await remove(stranger.walker, admin);
    expect([page.status, page.html.includes(home.admin.slug)]).toEqual([400, false]);
    expect(await isThere(admin)).toBe(true);
  });
});

describe("an address that the account had until lately", () => {
  async function moveTo(walker: Walker, email: string): Promise<void> {
    await post(world, walker, "/account/email", { email });
    const link = await linkTo(world.mailbox, email, SUBJECTS.changeEmail);
    expect((await fillIn(walker, await walker.request(link))).status).toBe(200);
  }
  const deletedMails = (email: string) =>
    world.mailbox.mailsTo(email).filter(({ subject }) => subject.includes("was deleted"));

  test("is told of the deletion as the present one is, while the change could be taken back", async () => {
    const { email: first, walker } = await signUp(world);
    const [second, third] = [newAddress(), newAddress()];
    await moveTo(walker, second);
    await moveTo(walker, third);
    expect((await remove(walker, { email: third })).status).toBe(200);
    for (const former of [first, second]) {
      const { text } = await world.mailbox.mailTo(former, { subject: "was deleted" });
      expect(text).toContain(`Until lately it had this address, then ${third}.`);
      expect(text).toContain("That change can no longer be taken back");
    }
    expect((await world.mailbox.mailTo(third, { subject: "was deleted" })).text).not.toContain("Until lately");
    // What the mail says of signing up anew is so.
    const browser = openWalker();
    await post(world, browser, "/account/sign-up", { email: first });
    const link = await linkTo(world.mailbox, first, SUBJECTS.signUp, 2);
    const made = await fillIn(browser, await browser.request(link), { name: "Somebody Anew", password: newPassword() });
    expect([made.status, await isThere({ email: first })]).toEqual([303, true]);
  }, 60_000);

  test("is not told after a week, when it is nobody's any more", async () => {
    const { email: former, walker } = await signUp(world);
    const present = newAddress();
    await moveTo(walker, present);
    await world.owner.query(
      "update identity.mail_proof set expires_at = now() - interval '1 second' where email_key = $1 and purpose = 'REVERT_EMAIL'",
      [former],
    );
    expect((await remove(walker, { email: present })).status).toBe(200);
    await world.mailbox.mailTo(present, { subject: "was deleted" });
    expect(deletedMails(former)).toEqual([]);
  }, 60_000);
});
