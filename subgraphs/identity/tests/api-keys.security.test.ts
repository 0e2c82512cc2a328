import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: "{ apiKeys { nodes { id } } }",
  permission: "api-key:read",
  variables: () => ({}),
});

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: `query Entity($id: ID!) { _entities(representations: [{ __typename: "ApiKey", id: $id }]) { ... on ApiKey { name } } }`,
  permission: "api-key:read",
  variables: ({ as }) => ({ id: as.Viewer.id }),
  unknown: () => ({ id: encodeId("apiKey", newUuid()) }),
});
