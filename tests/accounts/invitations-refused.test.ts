import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type AccountWorld,
  fillIn,
  forgetAttempts,
  linkTo,
  newAddress,
  newPassword,
  openAccountWorld,
} from "../testkit/accounts.ts";
import {
  INVITE,
  invite as inviteFrom,
  membersOf as membersIn,
  RESEND,
  REVOKE,
  SUBJECT,
  stateOf,
  uuidOf,
} from "../testkit/invited.ts";
import { change, type OAuthTenant } from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";

let world: AccountWorld;
beforeAll(async () => {
  world = await openAccountWorld();
}, 60_000);
afterAll(() => world?.stop());
beforeEach(() => forgetAttempts(world));

const invite = (tenant: OAuthTenant, email: string, role?: string, message?: string) =>
  inviteFrom(world, tenant, { email, ...(role === undefined ? {} : { role }), message });
const membersOf = (tenant: OAuthTenant, email: string) => membersIn(world, tenant, email);
const open = (walker: Walker, url: string) => walker.request(url);

describe("a link that does not work", () => {
  const PHANTOM = () => `${world.issuer}/account/invitation?token=${"A".repeat(64)}`;

  const withoutId = ({ status, html }: Page) => ({ status, html: html.replace(/req_\w+/g, "") });

  test("looks the same: unknown, revoked, replaced, used, expired, of a tenant that is not", async () => {
    const tenant = await world.tenant();
    const revoked = await invite(tenant, newAddress());
    await change(tenant.admin, REVOKE, { id: revoked.id });
    const replaced = await invite(tenant, newAddress());
    await change(tenant.admin, RESEND, { id: replaced.id });
    const expired = await invite(tenant, newAddress());
    await world.owner.query("update tenancy.invitation set expires_at = now() where tenant_id = $1 and id = $2", [
      uuidOf(tenant),
      uuidFrom(expired.id),
    ]);
    const used = await invite(tenant, newAddress());
    const walker = openWalker();
    await fillIn(walker, await open(walker, used.url), { name: "Ada", password: newPassword() });
    const ofNobody = Buffer.from(new URL(revoked.url).searchParams.get("token") ?? "", "base64url");
    Buffer.from(newUuid().replaceAll("-", ""), "hex").copy(ofNobody);
    const urls = [
      revoked.url,
      replaced.url,
      expired.url,
      used.url,
      `${world.issuer}/account/invitation?token=${ofNobody.toString("base64url")}`,
      `${world.issuer}/account/invitation?token=short`,
      `${world.issuer}/account/invitation`,
    ];
    const unknown = withoutId(await open(openWalker(), PHANTOM()));
    expect(unknown.status).toBe(404);
    for (const url of urls) expect(withoutId(await open(openWalker(), url))).toEqual(unknown);
    expect(await stateOf(tenant, expired.id)).toBe("EXPIRED");
  });

  test("a newer link of an expired invitation works", async () => {
    const tenant = await world.tenant();
    const email = newAddress();
    const { id } = await invite(tenant, email);
    await world.owner.query("update tenancy.invitation set expires_at = now() where tenant_id = $1 and id = $2", [
      uuidOf(tenant),
      uuidFrom(id),
    ]);
    const { url } = await change<{ url: string | null }>(tenant.admin, RESEND, { id });
    const link = url ?? (await linkTo(world.mailbox, email, SUBJECT, 2));
    const walker = openWalker();
    const done = await fillIn(walker, await open(walker, link), { name: "Ada", password: newPassword() });
    expect(done.html).toContain("You are a member");
  });
});

const uuidFrom = (id: string) => tryDecodeId("invitation", id);

describe("nobody gives away what they do not hold any more", () => {
  test("the page says so when the inviter was removed, and nothing is made", async () => {
    const tenant = await world.tenant();
    const inviter = await tenant.member("Admin");
    // Who stays: the last Admin who can sign in is not demoted.
    await tenant.member("Admin");
    const client = await tenant.client({ kind: "CONFIDENTIAL" });
    const { access_token: token } = await tokensOf(world.issuer, client, inviter);
    const email = newAddress();
    const { data, errors } = await world.server.graphql(token, INVITE, { i: { email, role: "Admin" } });
    expect(errors).toBeUndefined();
    const made = (data as { inviteMember: { url: string | null } }).inviteMember;
    const url = made.url ?? (await linkTo(world.mailbox, email, SUBJECT));
    const page = await open(openWalker(), url);
    expect([page.status, page.html]).toEqual([200, expect.stringContaining(inviter.name)]);
    await change(
      tenant.admin,
      "mutation ($i: ChangeMemberRoleInput!) { changeMemberRole(input: $i) { member { id } } }",
      {
        id: inviter.memberId,
        role: "Developer",
      },
    );
    const refused = await fillIn(openWalker(), page, { name: "Ada", password: newPassword() });
    expect([refused.status, refused.html]).toEqual([403, expect.stringContaining("invitation_unbacked")]);
    expect(await membersOf(tenant, email)).toEqual([]);
    const { rows } = await world.owner.query("select id from identity.account where email_key = $1", [email]);
    expect(rows).toEqual([]);
    // Another Admin vouches for it by sending it again.
    const { rows: found } = await world.owner.query("select id from tenancy.invitation where email_key = $1", [email]);
    const again = await change<{ url: string | null }>(tenant.admin, RESEND, {
      id: encodeId("invitation", found[0].id),
    });
    const link = again.url ?? (await linkTo(world.mailbox, email, SUBJECT, 2));
    const walker = openWalker();
    const done = await fillIn(walker, await open(walker, link), { name: "Ada", password: newPassword() });
    expect(done.html).toContain("You are a member");
  });

  test("a tenant that is suspended takes nobody in", async () => {
    const tenant = await world.tenant();
    const email = newAddress();
    const { url, id } = await invite(tenant, email);
    await world.owner.query(
      "update tenancy.tenant set status = 'SUSPENDED', suspended_reason = 'a test' where tenant_id = $1",
      [uuidOf(tenant)],
    );
    const { acceptInvitation } = world.server.platform.rooms.tenancy;
    const token = new URL(url).searchParams.get("token") ?? "";
    const request = { requestId: encodeId("request", newUuid()), clientAddress: null };
    expect(await acceptInvitation({ token, userId: newUuid(), ...request })).toBe("INACTIVE");
    expect(id).toMatch(/^inv_/);
  });
});
