import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { grantEnds, seedClient, seedGrant } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REVOKE = "mutation ($id: ID!) { revokeOAuthClient(input: { id: $id }) { oauthClient { id } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: REVOKE,
  permission: "oauth-client:revoke",
  variables: async ({ as }) => ({ id: (await seedClient(rooms, as.Admin)).id }),
  unknown: () => ({ id: encodeId("oauthClient", newUuid()) }),
});

test("another tenant's attempt leaves client and grants standing", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const { id } = await seedClient(rooms, theirs.as.Admin);
  const grant = await seedGrant(rooms, { tenantId: theirs.tenantId, userId: theirs.adminUserId, clientId: id });
  await ask(rooms.identity.subgraph, mine.as.Admin, REVOKE, { id });
  expect(await grantEnds(rooms, theirs.tenantId)).toEqual({ [grant]: null });
  const { data } = await ask(
    rooms.identity.subgraph,
    theirs.as.Admin,
    "query ($id: ID!) { oauthClient(id: $id) { revokedAt } }",
    { id },
  );
  expect(data.oauthClient).toEqual({ revokedAt: null });
});
