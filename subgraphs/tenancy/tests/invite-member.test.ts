import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invite, newEmail, seedInvitation } from "../../../tests/testkit/invitations.ts";
import { openTestRooms, seedMember, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const owner = () => rooms.platform.databases.owner.pool;

test("an address is invited for a week; change, event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const email = newEmail();
  const { data } = await invite(rooms, tenant, { email, role: "Developer", message: "Welcome aboard" });
  const { invitation, url } = data.inviteMember;
  expect(invitation).toEqual({
    id: expect.stringMatching(/^inv_/),
    email,
    role: "Developer",
    message: "Welcome aboard",
    state: "PENDING",
    invitedBy: { id: tenant.as.Admin.id },
    expiresAt: expect.any(String),
    endedAt: null,
  });
  const days = (Date.parse(invitation.expiresAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThanOrEqual(7);
  expect(url).toMatch(/^https:\/\/bulkhead\.example\/account\/invitation\?token=[\w-]{64}$/);

  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "invitation.created", payload: { role: "Developer" } }]);
  expect(audited).toMatchObject([
    {
      action: "member.invite",
      target_id: invitation.id,
      body: { detail: { role: "Developer" } },
      personal: { email: { value: email } },
    },
  ]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("nothing that is kept opens anything: the link is stored as its digest", async () => {
  const tenant = await seedTenant(rooms);
  const { token } = await seedInvitation(rooms, tenant);
  for (const table of ["tenancy.invitation", "platform.outbox", "platform.audit_event", "platform.job_payload"]) {
    const { rows } = await owner().query(`select t::text from ${table} t where tenant_id = $1`, [tenant.tenantId]);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token, "base64url").subarray(16).toString("hex"));
  }
});

describe("one pending invitation to an address, however it is written", () => {
  test.each([
    ["in capitals", "Ada.Émile@PEOPLE.example", "ada.émile@people.EXAMPLE"],
    ["composed and decomposed", "zoe\u0308@people.example", "zo\u00eb@people.example"],
    ["the domain as registered and as read", "ada@xn--bcher-kva.example", "ada@b\u00fccher.example"],
    ["with white space around it", " ada@white.example ", "ada@white.example"],
  ])("%s", async (_, first, second) => {
    const tenant = await seedTenant(rooms);
    expect((await invite(rooms, tenant, { email: first })).refusals).toEqual([]);
    const again = await invite(rooms, tenant, { email: second });
    expect(again.refusals).toMatchObject([
      { code: "CONFLICT", message: expect.stringContaining("resendInvitation"), fields: [{ path: "input.email" }] },
    ]);
    // In another tenant it is another matter.
    expect((await invite(rooms, await seedTenant(rooms), { email: second })).refusals).toEqual([]);
  });

  test("of ten at once one is made, and the others leave nothing behind", async () => {
    const tenant = await seedTenant(rooms);
    const before = await written(rooms, tenant.tenantId);
    const email = newEmail();
    const answers = await Promise.all(Array.from({ length: 10 }, () => invite(rooms, tenant, { email })));
    expect(answers.flatMap(({ refusals }) => refusals).map(({ code }) => code)).toEqual(Array(9).fill("CONFLICT"));
    const after = await written(rooms, tenant.tenantId);
    expect(after.outbox.length - before.outbox.length).toBe(1);
    expect(after.audit.length - before.audit.length).toBe(1);
  });

  test("one that has expired makes room for another", async () => {
    const tenant = await seedTenant(rooms);
    const email = newEmail();
    const { id } = await seedInvitation(rooms, tenant, { email });
    await owner().query("update tenancy.invitation set expires_at = now() where tenant_id = $1", [tenant.tenantId]);
    expect((await invite(rooms, tenant, { email })).refusals).toEqual([]);
    const { rows } = await owner().query("select state from tenancy.invitation where tenant_id = $1 and id = $2", [
      tenant.tenantId,
      tryDecodeId("invitation", id),
    ]);
    expect(rows).toEqual([{ state: "EXPIRED" }]);
  });
});

test.each([
  ["no address", { email: "ada" }, "input.email"],
  ["two addresses", { email: "ada@a.example,bob@b.example" }, "input.email"],
  ["letters of another script among its own", { email: "p\u0430ul@people.example" }, "input.email"],
  ["invisible characters", { email: "ada\u200b@people.example" }, "input.email"],
  ["a message that is too long", { message: "x".repeat(501) }, "input.message"],
  ["a message of two lines", { message: "one\ntwo" }, "input.message"],
  ["a message with a link", { message: "look at https://evil.example" }, "input.message"],
  ["a message with a domain", { message: "look at evil.example" }, "input.message"],
])("%s is refused, with the field that is wrong", async (_, given, path) => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await invite(rooms, tenant, given);
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path }] }]);
});

test("a member is not invited, nor a user who is locked", async () => {
  const tenant = await seedTenant(rooms);
  const { userId } = await seedMember(rooms, tenant.tenantId, "Viewer");
  const emailOf = async () =>
    (
      await owner().query(`select email from identity."user" where tenant_id = $1 and id = $2`, [
        tenant.tenantId,
        tryDecodeId("user", userId),
      ])
    ).rows[0].email;
  const email = await emailOf();
  const member = await invite(rooms, tenant, { email: email.toUpperCase() });
  expect(member.refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("changeMemberRole") }]);
  await owner().query("delete from tenancy.member where tenant_id = $1 and user_id = $2", [
    tenant.tenantId,
    tryDecodeId("user", userId),
  ]);
  await owner().query(`update identity."user" set locked_at = now() where tenant_id = $1 and id = $2`, [
    tenant.tenantId,
    tryDecodeId("user", userId),
  ]);
  const locked = await invite(rooms, tenant, { email });
  expect(locked.refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("locked") }]);
});

test("at most a thousand are pending", async () => {
  const tenant = await seedTenant(rooms);
  await owner().query(
    `insert into tenancy.invitation
       (tenant_id, id, email, email_key, role, digest, is_mailed, invited_by, expires_at)
     select $1, gen_random_uuid(), n || '@x.example', n || '@x.example', 'Viewer', sha256(n::text::bytea), true,
       'usr_nobody', now() + interval '1 day' from generate_series(1, 999) n`,
    [tenant.tenantId],
  );
  expect((await invite(rooms, tenant)).refusals).toEqual([]);
  const { refusals } = await invite(rooms, tenant);
  expect(refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("1000 invitations") }]);
});

test("what ended long ago is forgotten when somebody is invited", async () => {
  const tenant = await seedTenant(rooms);
  await seedInvitation(rooms, tenant);
  await owner().query("update tenancy.invitation set expires_at = now() - interval '91 days' where tenant_id = $1", [
    tenant.tenantId,
  ]);
  await seedInvitation(rooms, tenant);
  const { rows } = await owner().query("select id from tenancy.invitation where tenant_id = $1", [tenant.tenantId]);
  expect(rows).toHaveLength(1);
});

test("a role that does not exist is not found", async () => {
  const { refusals } = await invite(rooms, await seedTenant(rooms), { role: "Owner" });
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
