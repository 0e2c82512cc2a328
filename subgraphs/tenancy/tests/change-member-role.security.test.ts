import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedMember,
  seedTenant,
  type TestRooms,
  withPermissions,
} from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CHANGE = `mutation Change($id: ID!, $role: String!) {
  changeMemberRole(input: { id: $id, role: $role }) { member { id } }
}`;

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: CHANGE,
  permission: "member-role:change",
  variables: async ({ tenantId }) => ({ id: (await seedMember(rooms, tenantId, "Developer")).id, role: "Viewer" }),
  unknown: (variables) => ({ ...variables, id: encodeId("member", newUuid()) }),
});

test("nobody raises themselves to a role that may do more than they may", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = await seedMember(rooms, tenant.tenantId, "Viewer");
  const { Viewer } = tenant.as;
  const changer = withPermissions(Viewer, new Set([...Viewer.permissions, "member-role:change"] as const));
  const { refusals } = await ask(rooms.tenancy.subgraph, changer, CHANGE, { id, role: "Admin" });
  expect(refusals).toMatchObject([
    { code: "FORBIDDEN", extensions: { missing: expect.arrayContaining(["api-key:create"]) } },
  ]);
});
