import { afterAll, beforeAll, expect, test } from "vitest";
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

const CREATE = `mutation Create($role: String!) {
  createOAuthClient(input: { kind: MACHINE, name: "a machine", role: $role }) { oauthClient { id } }
}`;

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: CREATE,
  permission: "oauth-client:create",
  variables: () => ({ role: "Viewer" }),
});

test("nobody makes a machine that may do more than they may, and the answer names what is missing", async () => {
  const tenant = await seedTenant(rooms);
  const { Viewer } = tenant.as;
  const maker = withPermissions(Viewer, new Set([...Viewer.permissions, "oauth-client:create"] as const));
  const before = await written(rooms, tenant.tenantId);
  const { refusals } = await ask(rooms.identity.subgraph, maker, CREATE, { role: "Developer" });
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
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
  const own = await ask(rooms.identity.subgraph, maker, CREATE, { role: "Viewer" });
  expect(own.refusals.map(({ code }) => code)).toEqual([]);
});
