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
  "query User($id: ID!) { user(id: $id) { id } }",
  `query Entity($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { email } } }`,
])
  testGuards({
    rooms: () => rooms,
    subgraph: () => rooms.identity.subgraph,
    source,
    permission: "user:read",
    variables: ({ adminUserId }) => ({ id: adminUserId }),
    unknown: () => ({ id: encodeId("user", newUuid()) }),
  });
