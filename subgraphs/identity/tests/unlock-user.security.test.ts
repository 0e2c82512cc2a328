import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, seedUser, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: "mutation ($id: ID!) { unlockUser(input: { id: $id }) { user { id } } }",
  permission: "user:unlock",
  variables: async ({ tenantId }) => ({ id: await seedUser(rooms, tenantId) }),
  unknown: () => ({ id: encodeId("user", newUuid()) }),
});
