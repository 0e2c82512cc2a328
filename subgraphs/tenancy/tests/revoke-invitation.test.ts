import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedInvitation } from "../../../tests/testkit/invitations.ts";
import {
  ask,
  openTestRooms,
  requestOf,
  seedTenant,
  seedUser,
  type TestRooms,
  written,
} from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REVOKE = "mutation ($id: ID!) { revokeInvitation(input: { id: $id }) { invitation { id state endedAt } } }";

test("its link works no longer; event and audit event are one transaction, and twice is once", async () => {
  const tenant = await seedTenant(rooms);
  const { id, token } = await seedInvitation(rooms, tenant);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, REVOKE, { id });
  expect(data.revokeInvitation.invitation).toEqual({ id, state: "REVOKED", endedAt: expect.any(String) });
  expect(await rooms.tenancy.invitationOf(token)).toBeUndefined();
  const again = await ask(rooms.tenancy.subgraph, tenant.as.Admin, REVOKE, { id });
  expect(again.data).toEqual(data);
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events.map(({ type }) => type)).toEqual(["invitation.revoked"]);
  expect(audited).toMatchObject([
    { action: "invitation.revoke", target_id: id, body: { detail: { changed: true } }, xid: events[0].xid },
    { action: "invitation.revoke", target_id: id, body: { detail: { changed: false } } },
  ]);
});

test("one that was accepted is not taken back", async () => {
  const tenant = await seedTenant(rooms);
  const { id, token } = await seedInvitation(rooms, tenant);
  const userId = tryDecodeId("user", await seedUser(rooms, tenant.tenantId)) ?? newUuid();
  const { requestId, clientAddress } = requestOf(tenant.as.Admin);
  expect(await rooms.tenancy.acceptInvitation({ token, userId, requestId, clientAddress })).toBe("ACCEPTED");
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, REVOKE, { id });
  expect(refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("removeMember") }]);
});

test("revoking and accepting at once: either the link is dead, or the member is there", async () => {
  for (let round = 0; round < 5; round++) {
    const tenant = await seedTenant(rooms);
    const { id, token } = await seedInvitation(rooms, tenant);
    const userId = tryDecodeId("user", await seedUser(rooms, tenant.tenantId)) ?? newUuid();
    const { requestId, clientAddress } = requestOf(tenant.as.Admin);
    const [accepted, { refusals }] = await Promise.all([
      rooms.tenancy.acceptInvitation({ token, userId, requestId, clientAddress }),
      ask(rooms.tenancy.subgraph, tenant.as.Admin, REVOKE, { id }),
    ]);
    const isMember = (await rooms.tenancy.membershipOf(tenant.tenantId, userId)) !== undefined;
    expect([accepted, refusals.map(({ code }) => code), isMember]).toEqual(
      accepted === "ACCEPTED" ? ["ACCEPTED", ["CONFLICT"], true] : ["DEAD", [], false],
    );
  }
});
