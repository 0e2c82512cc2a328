import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  seedUser,
  type TestRooms,
  withPermissions,
} from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ADD = `mutation Add($userId: ID!, $role: String!) {
  addMember(input: { userId: $userId, role: $role }) { member { id } }
}`;

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: ADD,
  permission: "member:add",
  // A Viewer's role, so that what is missing is the permission to add and not one of the role's.
  variables: async ({ tenantId }) => ({ userId: await seedUser(rooms, tenantId), role: "Viewer" }),
  unknown: (variables) => ({ ...variables, userId: encodeId("user", newUuid()) }),
});

test("nobody gives a role that may do more than they may", async () => {
  const tenant = await seedTenant(rooms);
  const userId = await seedUser(rooms, tenant.tenantId);
  const adder = withPermissions(tenant.as.Viewer, new Set([...tenant.as.Viewer.permissions, "member:add"] as const));
  const { refusals } = await ask(rooms.tenancy.subgraph, adder, ADD, { userId, role: "Developer" });
  expect(refusals).toMatchObject([
    {
      code: "FORBIDDEN",
      extensions: {
        missing: [
          "bulk-change:cancel",
          "collection-migration:cancel",
          "collection:define",
          "collection:update",
          "export-link:create",
          "export:cancel",
          "export:create",
          "export:delete",
          "export:pause",
          "export:resume",
          "import-profile:delete",
          "import-profile:save",
          "import:cancel",
          "import:create",
          "import:pause",
          "import:resume",
          "record:create",
          "record:delete",
          "record:restore",
          "record:update",
          "records:delete",
          "records:update",
        ],
      },
    },
  ]);
  expect((await ask(rooms.tenancy.subgraph, adder, ADD, { userId, role: "Viewer" })).refusals).toEqual([]);
});
