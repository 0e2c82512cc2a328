import { afterAll, beforeAll, expect, test } from "vitest";
import { grantEnds, seedClient, seedGrant } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, seedUser, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LOCK = `mutation ($id: ID!, $reason: String!) {
  lockUser(input: { id: $id, reason: $reason }) { user { id lockedAt activatedAt } }
}`;

test("a user is locked and their grants end, in one transaction; the reason is a personal fact", async () => {
  const tenant = await seedTenant(rooms);
  const { tenantId, adminUserId } = tenant;
  const [userId, client] = [await seedUser(rooms, tenantId), await seedClient(rooms, tenant.as.Admin)];
  const grant = await seedGrant(rooms, { tenantId, userId, clientId: client.id });
  const colleague = await seedGrant(rooms, { tenantId, userId: adminUserId, clientId: client.id });
  const before = await written(rooms, tenantId);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, LOCK, {
    id: userId,
    reason: "Eve stole a laptop",
  });
  expect(data.lockUser.user).toEqual({ id: userId, lockedAt: expect.stringMatching(/Z$/), activatedAt: null });
  expect(await grantEnds(rooms, tenantId)).toEqual({ [grant]: "USER_LOCKED", [colleague]: null });

  const after = await written(rooms, tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events.map(({ type }) => type).sort()).toEqual(["grant.ended", "user.locked"]);
  const locked = audited.find(({ action }) => action === "user.lock");
  expect(locked).toMatchObject({
    target_id: userId,
    body: { detail: { grants: 1 } },
    personal: { reason: { value: "Eve stole a laptop" } },
  });
  expect(JSON.stringify(audited.map(({ body }) => body))).not.toContain("laptop");
  expect(audited).toHaveLength(2);
  expect(new Set([...events, ...audited].map(({ xid }) => xid)).size).toBe(1);
});

test("locking twice changes nothing, is no event, and is audited", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedUser(rooms, tenant.tenantId);
  const first = await ask(rooms.identity.subgraph, tenant.as.Admin, LOCK, { id, reason: "once" });
  const before = await written(rooms, tenant.tenantId);
  expect(await ask(rooms.identity.subgraph, tenant.as.Admin, LOCK, { id, reason: "twice" })).toEqual(first);
  const after = await written(rooms, tenant.tenantId);
  expect(after.outbox).toEqual(before.outbox);
  expect(after.audit.slice(before.audit.length)).toMatchObject([
    { action: "user.lock", body: { detail: { grants: 0 } } },
  ]);
});

test.each(["", " ", "a\nb", "a\u0000b", "a".repeat(201)])(
  "the reason %j is refused, and nobody is locked",
  async (reason) => {
    const tenant = await seedTenant(rooms);
    const before = await written(rooms, tenant.tenantId);
    const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, LOCK, { id: tenant.adminUserId, reason });
    expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "input.reason" }] }]);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);
  },
);
