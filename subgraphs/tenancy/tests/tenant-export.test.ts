import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const READ = "query ($id: ID!) { tenantExport(id: $id) { id status parts { blob bytes } } }";
const CREATE = "mutation { createTenantExport(input: {}) { tenantExport { id } } }";

test("an export that waits has no parts", async () => {
  const { as } = await seedTenant(rooms);
  const { data } = await ask(rooms.tenancy.subgraph, as.Admin, CREATE);
  const { id } = data.createTenantExport.tenantExport;
  const read = await ask(rooms.tenancy.subgraph, as.Admin, READ, { id });
  expect(read.data.tenantExport).toEqual({ id, status: "QUEUED", parts: [] });
});

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: READ,
  permission: "tenant-export:read",
  async variables({ as }) {
    const { data } = await ask(rooms.tenancy.subgraph, as.Admin, CREATE);
    return { id: data.createTenantExport.tenantExport.id };
  },
  unknown: () => ({ id: encodeId("tenantExport", newUuid()) }),
});
