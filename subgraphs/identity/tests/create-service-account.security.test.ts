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

const CREATE = `mutation ($role: String!) {
  createServiceAccount(input: { name: "a robot", role: $role }) { serviceAccount { id } }
}`;
const KEY = `mutation ($id: ID!) { createApiKey(input: { name: "a key", serviceAccountId: $id }) { apiKey { id } } }`;

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: CREATE,
  permission: "service-account:create",
  variables: () => ({ role: "Viewer" }),
});

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: KEY,
  permission: "api-key:create",
  variables: async (tenant) => ({ id: await seedServiceAccount(rooms, tenant) }),
  unknown: () => ({ id: encodeId("serviceAccount", newUuid()) }),
});

test("nobody makes one that may do more than they may, nor a key of one that may", async () => {
  const tenant = await seedTenant(rooms);
  const { Viewer } = tenant.as;
  const held = [...Viewer.permissions, "service-account:create", "service-account:read", "api-key:create"] as const;
  const narrow = withPermissions(Viewer, new Set(held));
  const made = await ask(rooms.identity.subgraph, narrow, CREATE, { role: "Developer" });
  expect(made.refusals).toMatchObject([{ code: "FORBIDDEN" }]);
  const id = await seedServiceAccount(rooms, tenant, "Developer");
  const key = await ask(rooms.identity.subgraph, narrow, KEY, { id });
  expect(key.refusals).toMatchObject([{ code: "FORBIDDEN" }]);
});
