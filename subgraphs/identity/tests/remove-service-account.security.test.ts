import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { seedServiceAccount } from "./service-account-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: "mutation ($id: ID!) { removeServiceAccount(input: { id: $id }) { serviceAccount { id } } }",
  permission: "service-account:remove",
  variables: async (tenant) => ({ id: await seedServiceAccount(rooms, tenant) }),
  unknown: () => ({ id: encodeId("serviceAccount", newUuid()) }),
});
