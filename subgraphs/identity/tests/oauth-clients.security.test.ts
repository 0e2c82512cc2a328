import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { seedClient } from "../../../tests/testkit/oauth-rows.ts";
import { openTestRooms, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const room = { rooms: () => rooms, subgraph: () => rooms.identity.subgraph, permission: "oauth-client:read" } as const;
const byId = {
  variables: async ({ as }: TestTenant) => ({ id: (await seedClient(rooms, as.Admin)).id }),
  unknown: () => ({ id: encodeId("oauthClient", newUuid()) }),
};

testGuards({ ...room, source: "{ oauthClients { nodes { id } } }", variables: () => ({}) });

testGuards({ ...room, ...byId, source: "query ($id: ID!) { oauthClient(id: $id) { id secrets { createdAt } } }" });

testGuards({
  ...room,
  ...byId,
  source: `query Entity($id: ID!) { _entities(representations: [{ __typename: "OAuthClient", id: $id }]) { ... on OAuthClient { name } } }`,
});
