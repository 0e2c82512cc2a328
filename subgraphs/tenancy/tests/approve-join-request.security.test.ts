import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { askToJoin, newestRequest, verifiedDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "mutation ($id: ID!) { approveJoinRequest(input: { id: $id }) { joinRequest { id } } }",
  permission: "join-request:approve",
  variables: async (tenant) => {
    const { name } = await verifiedDomain(rooms, tenant, { join: "APPROVAL" });
    await askToJoin(rooms, tenant, name);
    return { id: (await newestRequest(rooms, tenant)).id };
  },
  unknown: (variables) => ({ ...variables, id: encodeId("joinRequest", newUuid()) }),
});
