import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { rollback, update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ROLLBACK =
  "mutation ($i: RollbackTenantConfigInput!) { rollbackTenantConfig(input: $i) { tenantConfig { version } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: ROLLBACK,
  permission: "tenant-config:rollback",
  async variables(tenant) {
    await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
    return { i: { expectedVersion: 1, toVersion: 0, reason: "test" } };
  },
});

test("neither a Developer nor a Viewer goes back", async () => {
  const { as } = await seedTenant(rooms);
  for (const principal of [as.Developer, as.Viewer]) {
    const { refusals } = await ask(rooms.tenancy.subgraph, principal, ROLLBACK, {
      i: { expectedVersion: 0, toVersion: 0, reason: "test" },
    });
    expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: ["tenant-config:rollback"] } }]);
  }
});

test("another tenant's versions are none", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  for (const [expectedVersion, displayName] of ["One", "Two", "Three"].entries())
    await update(rooms, theirs, { expectedVersion, branding: { displayName } });
  await update(rooms, mine, { expectedVersion: 0, branding: { displayName: "Mine" } });
  const foreign = await rollback(rooms, mine, { expectedVersion: 1, toVersion: 3 });
  const nobodys = await rollback(rooms, mine, { expectedVersion: 1, toVersion: 9 });
  expect(foreign.refusals).toMatchObject([{ code: "BAD_USER_INPUT" }]);
  expect(foreign).toEqual(nobodys);
});

test("going back to networks that shut out the caller is refused", async () => {
  const tenant = await seedTenant(rooms);
  await rooms.platform.databases.owner.pool.query(
    `insert into tenancy.tenant_setting (tenant_id, version, settings, created_by)
     values ($1, 1, '{"security": {"allowedNetworks": ["198.51.100.0/24"]}}', 'platform'), ($1, 2, '{}', 'platform')`,
    [tenant.tenantId],
  );
  const { refusals } = await rollback(rooms, tenant, { expectedVersion: 2, toVersion: 1 });
  expect(refusals).toMatchObject([{ fields: [{ path: "input.security.allowedNetworks", code: "LOCKS_OUT" }] }]);
});
