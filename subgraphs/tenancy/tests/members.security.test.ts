import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "{ members { nodes { id } } }",
  permission: "member:read",
  variables: () => ({}),
});

test("no other tenant's member is ever listed", async () => {
  const [mine] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const { data } = await ask(rooms.tenancy.subgraph, mine.as.Admin, "{ members(first: 500) { nodes { id } } }");
  expect(data.members.nodes).toEqual([{ id: mine.adminMemberId }]);
});

test("who may read members, but not users or roles, learns neither the user nor the role", async () => {
  const tenant = await seedTenant(rooms);
  const narrow = withPermissions(tenant.as.Admin, new Set(["member:read"] as const));
  const { refusals } = await ask(rooms.tenancy.subgraph, narrow, "{ members { nodes { user { id } } } }");
  expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: ["user:read"] } }]);
  const second = await ask(rooms.tenancy.subgraph, narrow, "{ members { nodes { role { name } } } }");
  expect(second.refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: ["role:read"] } }]);
});
