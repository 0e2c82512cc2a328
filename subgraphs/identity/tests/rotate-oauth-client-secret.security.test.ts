import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedClient } from "../../../tests/testkit/oauth-rows.ts";
import {
  ask,
  openTestRooms,
  seedTenant,
  type TestRooms,
  withPermissions,
  written,
} from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ROTATE = "mutation ($id: ID!) { rotateOAuthClientSecret(input: { id: $id }) { oauthClient { id } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: ROTATE,
  permission: "oauth-client-secret:rotate",
  variables: async ({ as }) => ({ id: (await seedClient(rooms, as.Admin)).id }),
  unknown: () => ({ id: encodeId("oauthClient", newUuid()) }),
});

test("another tenant's attempt leaves the secrets as they are", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const { id, uuid } = await seedClient(rooms, theirs.as.Admin);
  const secrets = async () =>
    (
      await rooms.platform.databases.owner.pool.query(
        "select * from identity.oauth_client_secret where client_id = $1",
        [uuid],
      )
    ).rows;
  const before = [await secrets(), await written(rooms, theirs.tenantId)];
  const { refusals } = await ask(rooms.identity.subgraph, mine.as.Admin, ROTATE, { id });
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  expect([await secrets(), await written(rooms, theirs.tenantId)]).toEqual(before);
});

test("nobody takes over a machine that may do more than they", async () => {
  const { as } = await seedTenant(rooms);
  const rotator = withPermissions(as.Developer, new Set(["oauth-client:read", "oauth-client-secret:rotate"]));
  const admins = await seedClient(rooms, as.Admin, { kind: "MACHINE", role: "Admin" });
  const { refusals } = await ask(rooms.identity.subgraph, rotator, ROTATE, { id: admins.id });
  expect(refusals).toMatchObject([{ code: "FORBIDDEN" }]);
  // A client that acts for people has no role of its own.
  const peoples = await seedClient(rooms, as.Admin);
  expect((await ask(rooms.identity.subgraph, rotator, ROTATE, { id: peoples.id })).refusals).toEqual([]);
});
