import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const READ = "{ tenantConfig { version branding { displayName } } }";
const UPDATE = "mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { tenantConfig { version } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: READ,
  permission: "tenant-config:read",
  variables: () => ({}),
});

test("the settings of another tenant are not seen", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  await ask(rooms.tenancy.subgraph, theirs.as.Admin, UPDATE, {
    i: { expectedVersion: 0, reason: "test", branding: { displayName: "Theirs" } },
  });
  const { data } = await ask(rooms.tenancy.subgraph, mine.as.Admin, READ);
  expect(data.tenantConfig).toEqual({ version: 0, branding: { displayName: null } });
});
