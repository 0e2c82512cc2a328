import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { seedServiceAccount } from "./service-account-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CHANGE = `mutation ($id: ID!, $role: String!) {
  changeServiceAccountRole(input: { id: $id, role: $role }) { serviceAccount { id } }
}`;

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: CHANGE,
  permission: "service-account-role:change",
  variables: async (tenant) => ({ id: await seedServiceAccount(rooms, tenant), role: "Viewer" }),
  unknown: (variables) => ({ ...variables, id: encodeId("serviceAccount", newUuid()) }),
});

test("nobody gives one a role that may do more than they may", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedServiceAccount(rooms, tenant);
  const { Viewer } = tenant.as;
  const narrow = withPermissions(Viewer, new Set([...Viewer.permissions, "service-account-role:change"] as const));
  const { refusals } = await ask(rooms.identity.subgraph, narrow, CHANGE, { id, role: "Admin" });
  expect(refusals).toMatchObject([{ code: "FORBIDDEN" }]);
});
