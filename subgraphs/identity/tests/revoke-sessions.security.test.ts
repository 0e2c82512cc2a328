import { afterAll, beforeAll, expect, test } from "vitest";
import { grantEnds, seedGrant } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { seedApplication, seedPerson } from "./own-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REVOKE = "mutation ($i: RevokeSessionsInput!) { revokeSessions(input: $i) { count } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: REVOKE,
  permission: "sessions:revoke",
  variables: () => ({ i: {} }),
});

test("neither an Admin's call nor one of another tenant's touches a session of anybody else", async () => {
  const [tenant, foreign] = [await seedTenant(rooms), await seedTenant(rooms)];
  const clientId = await seedApplication(rooms);
  const [mine, theirs] = [await seedPerson(rooms, tenant, clientId), await seedPerson(rooms, foreign, clientId)];
  const admin = { ...tenant.as.Admin, kind: "user" as const, id: tenant.adminUserId };
  // The same person, as far as uuids go, in the other tenant.
  const asThere = { ...theirs.principal, tenantId: tenant.tenantId };
  for (const caller of [admin, tenant.as.Admin, asThere])
    expect((await ask(rooms.identity.subgraph, caller, REVOKE, { i: { keepCurrent: false } })).data).toEqual({
      revokeSessions: { count: 0 },
    });
  expect(await grantEnds(rooms, tenant.tenantId)).toEqual({ [mine.grantId]: null });
  expect(await grantEnds(rooms, foreign.tenantId)).toEqual({ [theirs.grantId]: null });
});

test("a grant of this one's name in another tenant saves none here", async () => {
  const [tenant, foreign] = [await seedTenant(rooms), await seedTenant(rooms)];
  const clientId = await seedApplication(rooms);
  const mine = await seedPerson(rooms, tenant, clientId);
  const theirs = await seedPerson(rooms, foreign, clientId);
  await seedGrant(rooms, { tenantId: tenant.tenantId, userId: mine.userId, clientId });
  const confused = { ...mine.principal, grantId: theirs.grantId };
  const { data } = await ask(rooms.identity.subgraph, confused, REVOKE, { i: {} });
  expect(data).toEqual({ revokeSessions: { count: 2 } });
});
