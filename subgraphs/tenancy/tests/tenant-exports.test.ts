import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CREATE = "mutation { createTenantExport(input: {}) { tenantExport { id } } }";

test("lists the tenant's own, newest first", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  const ids: string[] = [];
  for (let at = 0; at < 2; at++) {
    const { data } = await ask(rooms.tenancy.subgraph, mine.as.Admin, CREATE);
    ids.unshift(data.createTenantExport.tenantExport.id);
    await rooms.platform.databases.owner.pool.query(
      "update tenancy.tenant_export set status = 'FAILED', finished_at = now() where tenant_id = $1 and status = 'QUEUED'",
      [mine.tenantId],
    );
  }
  await ask(rooms.tenancy.subgraph, theirs.as.Admin, CREATE);
  const { data } = await ask(rooms.tenancy.subgraph, mine.as.Admin, "{ tenantExports { id status } }");
  expect(data.tenantExports).toEqual(ids.map((id) => ({ id, status: "FAILED" })));
});

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "{ tenantExports { id } }",
  permission: "tenant-export:read",
  variables: () => ({}),
});
