import { afterAll, beforeAll, expect, test } from "vitest";
import { grantEnds, seedClient, seedGrant } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, seedUser, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LOCK = 'mutation ($id: ID!) { lockUser(input: { id: $id, reason: "left" }) { user { lockedAt } } }';
const UNLOCK = "mutation ($id: ID!) { unlockUser(input: { id: $id }) { user { id lockedAt } } }";

test("a locked user is let in again, and what the lock ended stays ended", async () => {
  const tenant = await seedTenant(rooms);
  const { tenantId } = tenant;
  const [userId, client] = [await seedUser(rooms, tenantId), await seedClient(rooms, tenant.as.Admin)];
  const grant = await seedGrant(rooms, { tenantId, userId, clientId: client.id });
  await ask(rooms.identity.subgraph, tenant.as.Admin, LOCK, { id: userId });
  const before = await written(rooms, tenantId);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, UNLOCK, { id: userId });
  expect(data.unlockUser.user).toEqual({ id: userId, lockedAt: null });
  expect(await grantEnds(rooms, tenantId)).toEqual({ [grant]: "USER_LOCKED" });
  const after = await written(rooms, tenantId);
  const [event, ...more] = after.outbox.slice(before.outbox.length);
  expect(more).toEqual([]);
  expect(event).toMatchObject({ type: "user.unlocked", payload: {} });
  expect(after.audit.slice(before.audit.length)).toMatchObject([
    { xid: event.xid, action: "user.unlock", target_id: userId },
  ]);
});

test("unlocking who is not locked changes nothing, is no event, and is audited", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, UNLOCK, { id: tenant.adminUserId });
  expect(data.unlockUser.user.lockedAt).toBeNull();
  const after = await written(rooms, tenant.tenantId);
  expect(after.outbox).toEqual(before.outbox);
  expect(after.audit.slice(before.audit.length)).toMatchObject([{ action: "user.unlock" }]);
});
