import { afterAll, beforeAll, expect, test } from "vitest";
import { seedInvitation } from "../../../tests/testkit/invitations.ts";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "{ invitations { nodes { id } } }",
  permission: "invitation:read",
  variables: () => ({}),
});

test("no other tenant's invitation is ever listed", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  await seedInvitation(rooms, theirs);
  const { id } = await seedInvitation(rooms, mine);
  const { data } = await ask(rooms.tenancy.subgraph, mine.as.Admin, "{ invitations(first: 500) { nodes { id } } }");
  expect(data.invitations.nodes).toEqual([{ id }]);
});
