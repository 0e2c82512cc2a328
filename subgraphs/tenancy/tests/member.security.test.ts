import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

for (const source of [
  "query Member($id: ID!) { member(id: $id) { id } }",
  `query Entity($id: ID!) { _entities(representations: [{ __typename: "Member", id: $id }]) { ... on Member { id } } }`,
])
  testGuards({
    rooms: () => rooms,
    subgraph: () => rooms.tenancy.subgraph,
    source,
    permission: "member:read",
    variables: ({ adminMemberId }) => ({ id: adminMemberId }),
    unknown: () => ({ id: encodeId("member", newUuid()) }),
  });
