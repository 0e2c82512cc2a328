import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const UPDATE = "mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { tenantConfig { version } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: UPDATE,
  permission: "tenant-config:update",
  variables: () => ({ i: { expectedVersion: 0, reason: "test", security: { mfa: "REQUIRED" } } }),
});

test("neither a Developer nor a Viewer changes settings", async () => {
  const { as } = await seedTenant(rooms);
  for (const principal of [as.Developer, as.Viewer]) {
    const { refusals } = await ask(rooms.tenancy.subgraph, principal, UPDATE, {
      i: { expectedVersion: 0, reason: "test", security: { mfa: "OFF" } },
    });
    expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: ["tenant-config:update"] } }]);
  }
});

test("a change reaches the caller's own tenant alone", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  await ask(rooms.tenancy.subgraph, mine.as.Admin, UPDATE, {
    i: { expectedVersion: 0, reason: "test", security: { mfa: "OFF" } },
  });
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select tenant_id from tenancy.tenant_setting where tenant_id = any($1)",
    [[mine.tenantId, theirs.tenantId]],
  );
  expect(rows).toEqual([{ tenant_id: mine.tenantId }]);
});

test.each([
  ["changed", "update tenancy.tenant_setting set settings = '{}'"],
  ["taken away", "delete from tenancy.tenant_setting"],
])("a version that was stored cannot be %s by the room itself", async (_what, text) => {
  const { as, tenantId } = await seedTenant(rooms);
  await ask(rooms.tenancy.subgraph, as.Admin, UPDATE, {
    i: { expectedVersion: 0, reason: "test", security: { mfa: "OFF" } },
  });
  await expect(flushAsTenant(rooms.platform.databases.tenancy, tenantId, [{ text }])).rejects.toThrow(
    /permission denied/,
  );
});
