import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { addDomain, publish } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "mutation ($id: ID!) { verifyDomain(input: { id: $id }) { domain { id } } }",
  permission: "domain:verify",
  variables: async (tenant) => {
    const domain = await addDomain(rooms, tenant);
    publish(rooms, domain);
    return { id: domain.id };
  },
  unknown: (variables) => ({ ...variables, id: encodeId("domain", newUuid()) }),
});
