import type { Permission } from "@bulkhead/kernel/permission.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "mutation ($i: CreateTenantExportInput!) { createTenantExport(input: $i) { tenantExport { id } } }",
  permission: "tenant-export:create",
  variables: () => ({ i: {} }),
});

describe("an export has everything, so nobody makes or takes one who may not read that", () => {
  const CREATE = "mutation ($i: CreateTenantExportInput!) { createTenantExport(input: $i) { tenantExport { id } } }";
  const READ = "query ($id: ID!) { tenantExport(id: $id) { id } }";
  const held = (...more: Permission[]) => new Set<Permission>(["tenant-export:create", "tenant-export:read", ...more]);

  test("the audit log takes audit-event:read", async () => {
    const { as } = await seedTenant(rooms);
    const without = withPermissions(as.Developer, held());
    const { subgraph } = rooms.tenancy;
    expect((await ask(subgraph, without, CREATE, { i: {} })).refusals).toMatchObject([{ code: "FORBIDDEN" }]);
    const made = await ask(subgraph, withPermissions(as.Developer, held("audit-event:read")), CREATE, { i: {} });
    const { id } = made.data.createTenantExport.tenantExport;
    expect((await ask(subgraph, without, READ, { id })).refusals).toMatchObject([{ code: "FORBIDDEN" }]);
  });

  test("without it there is one to be had", async () => {
    const { as } = await seedTenant(rooms);
    const without = withPermissions(as.Developer, held());
    const made = await ask(rooms.tenancy.subgraph, without, CREATE, { i: { auditLog: false } });
    const { id } = made.data.createTenantExport.tenantExport;
    expect((await ask(rooms.tenancy.subgraph, without, READ, { id })).refusals).toEqual([]);
  });

  test("a role that is limited to collections has none", async () => {
    const { as } = await seedTenant(rooms);
    const made = await ask(rooms.tenancy.subgraph, as.Admin, CREATE, { i: {} });
    const limited = { ...withPermissions(as.Admin, as.Admin.permissions), collections: new Set(["invoices"]) };
    const { id } = made.data.createTenantExport.tenantExport;
    for (const [source, variables] of [
      [CREATE, { i: { auditLog: false } }],
      [READ, { id }],
    ] as const)
      expect((await ask(rooms.tenancy.subgraph, limited, source, variables)).refusals).toMatchObject([
        { code: "FORBIDDEN" },
      ]);
  });
});
