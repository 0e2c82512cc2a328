import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, seedMember, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "mutation Remove($id: ID!) { removeMember(input: { id: $id }) { id } }",
  permission: "member:remove",
  variables: async ({ tenantId }) => ({ id: (await seedMember(rooms, tenantId, "Viewer")).id }),
  unknown: () => ({ id: encodeId("member", newUuid()) }),
});
