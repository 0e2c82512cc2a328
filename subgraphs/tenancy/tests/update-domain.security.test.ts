import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { addDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "mutation ($id: ID!) { updateDomain(input: { id: $id, join: APPROVAL }) { domain { id } } }",
  permission: "domain:update",
  variables: async (tenant) => ({ id: (await addDomain(rooms, tenant)).id }),
  unknown: (variables) => ({ ...variables, id: encodeId("domain", newUuid()) }),
});
