import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REVOKE = "mutation Revoke($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: REVOKE,
  permission: "api-key:revoke",
  variables: ({ as }) => ({ id: as.Viewer.id }),
  unknown: () => ({ id: encodeId("apiKey", newUuid()) }),
});

test("another tenant's attempt leaves a key working", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  await ask(rooms.identity.subgraph, mine.as.Admin, REVOKE, { id: theirs.as.Viewer.id });
  expect(await rooms.identity.authenticateApiKey(theirs.keys.Viewer)).toMatchObject({ tenantId: theirs.tenantId });
});
