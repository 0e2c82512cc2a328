import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { seedInvitation } from "../../../tests/testkit/invitations.ts";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "mutation ($id: ID!) { revokeInvitation(input: { id: $id }) { invitation { id } } }",
  permission: "invitation:revoke",
  variables: async (tenant) => ({ id: (await seedInvitation(rooms, tenant)).id }),
  unknown: () => ({ id: encodeId("invitation", newUuid()) }),
});
