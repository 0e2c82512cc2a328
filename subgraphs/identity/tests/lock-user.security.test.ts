import { PASSWORD_ACR } from "@bulkhead/kernel/acr.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, seedUser, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LOCK = 'mutation ($id: ID!) { lockUser(input: { id: $id, reason: "left" }) { user { id } } }';

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: LOCK,
  permission: "user:lock",
  variables: async ({ tenantId }) => ({ id: await seedUser(rooms, tenantId) }),
  unknown: () => ({ id: encodeId("user", newUuid()) }),
});

test("nobody locks themselves", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const signedIn = { acr: PASSWORD_ACR, authTime: Date.now() / 1_000 };
  const myself = { ...tenant.as.Admin, ...signedIn, kind: "user" as const, id: tenant.adminUserId };
  const { refusals } = await ask(rooms.identity.subgraph, myself, LOCK, { id: tenant.adminUserId });
  expect(refusals).toMatchObject([{ code: "CONFLICT" }]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("another tenant's attempt leaves a user as they are", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  await ask(rooms.identity.subgraph, mine.as.Admin, LOCK, { id: theirs.adminUserId });
  const source = "query ($id: ID!) { user(id: $id) { lockedAt } }";
  const { data } = await ask(rooms.identity.subgraph, theirs.as.Admin, source, { id: theirs.adminUserId });
  expect(data.user).toEqual({ lockedAt: null });
});
