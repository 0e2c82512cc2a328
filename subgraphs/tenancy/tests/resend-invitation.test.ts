import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedInvitation } from "../../../tests/testkit/invitations.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const RESEND = `mutation ($id: ID!) {
  resendInvitation(input: { id: $id }) { invitation { id state invitedBy { id } } url }
}`;

test("another link takes the place of the one before; event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const { id, token } = await seedInvitation(rooms, tenant);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, RESEND, { id });
  const { invitation, url } = data.resendInvitation;
  expect(invitation).toEqual({ id, state: "PENDING", invitedBy: { id: tenant.as.Admin.id } });
  const newer = new URL(url).searchParams.get("token") ?? "";
  expect(await rooms.tenancy.invitationOf(token)).toBeUndefined();
  expect(await rooms.tenancy.invitationOf(newer)).toMatchObject({ tenantId: tenant.tenantId, role: "Viewer" });
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "invitation.resent" }]);
  expect(audited).toMatchObject([{ action: "invitation.resend", target_id: id }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("five times in an hour, also when they are asked for at once; revoking and inviting anew is no way around", async () => {
  const tenant = await seedTenant(rooms);
  const email = "often@people.example";
  const { id } = await seedInvitation(rooms, tenant, { email });
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ask(rooms.tenancy.subgraph, tenant.as.Admin, RESEND, { id })),
  );
  const refusals = answers.flatMap((answer) => answer.refusals);
  expect(refusals.map(({ code }) => code)).toEqual(Array(3).fill("RATE_LIMITED"));
  expect(refusals[0]?.extensions).toEqual({ budget: "invitation-mail", retryAfter: 3_600 });
  await ask(
    rooms.tenancy.subgraph,
    tenant.as.Admin,
    "mutation ($id: ID!) { revokeInvitation(input: { id: $id }) { invitation { id } } }",
    { id },
  );
  await expect(seedInvitation(rooms, tenant, { email })).rejects.toThrow("RATE_LIMITED");
  await rooms.platform.databases.owner.pool.query(
    "update tenancy.invitation set sent_at = array(select one - interval '1 hour' from unnest(sent_at) as one) where tenant_id = $1 and id = $2",
    [tenant.tenantId, tryDecodeId("invitation", id)],
  );
  expect((await seedInvitation(rooms, tenant, { email })).id).toMatch(/^inv_/);
});

test.each(["ACCEPTED", "REVOKED", "EXPIRED"])("one that was %s is not sent again", async (state) => {
  const tenant = await seedTenant(rooms);
  const { id } = await seedInvitation(rooms, tenant);
  await rooms.platform.databases.owner.pool.query(
    `update tenancy.invitation set state = $2, ended_at = now(),
       accepted_by = case when $2 = 'ACCEPTED' then gen_random_uuid() end where tenant_id = $1`,
    [tenant.tenantId, state],
  );
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, RESEND, { id });
  expect(refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("anew") }]);
});
