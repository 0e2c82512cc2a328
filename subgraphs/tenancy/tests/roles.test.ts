import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

async function permissionsByRole(): Promise<Record<string, string[]>> {
  const tenant = await seedTenant(rooms);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Viewer, "{ roles { name description permissions } }");
  return Object.fromEntries(
    data.roles.map((role: { name: string; permissions: string[] }) => [role.name, role.permissions]),
  );
}

test("an Admin may do everything a tenant can do", async () => {
  expect((await permissionsByRole()).Admin).toEqual([...PERMISSIONS].sort());
});

test("a Viewer changes nothing but what is their own, and sees neither keys nor the audit log", async () => {
  const { Viewer = [] } = await permissionsByRole();
  expect(Viewer.filter((permission) => !permission.endsWith(":read"))).toEqual([
    "factor:remove",
    "session:revoke",
    "sessions:revoke",
    "tenant:leave",
  ]);
  expect(Viewer).not.toContain("api-key:read");
  expect(Viewer).not.toContain("audit-event:read");
  expect(Viewer).toContain("record:read");
});

test("a Developer is a Viewer who also writes data and takes it out, and does nothing but that", async () => {
  const { Viewer = [], Developer = [] } = await permissionsByRole();
  const more = Developer.filter((permission) => !Viewer.includes(permission));
  expect(Viewer.filter((permission) => !Developer.includes(permission))).toEqual([]);
  const isOfData = /^(collection|collection-migration|records?|bulk-change|import|import-profile|export|export-link):/;
  expect(more.filter((permission) => !isOfData.test(permission))).toEqual([]);
  expect(more).toEqual(expect.arrayContaining(["record:create", "collection:define", "import:create"]));
});
