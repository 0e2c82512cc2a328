import type { Permission } from "@bulkhead/kernel/permission.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  type TestRooms,
  type TestTenant,
  withPermissions,
} from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CREATE = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { name } } }";
const DELETE = "mutation ($name: String!) { deleteRole(input: { name: $name }) { name } }";

async function newRole({ as, slug }: TestTenant): Promise<string> {
  const name = `Theirs ${slug.slice(-12)}`;
  const i = { name, description: "x", permissions: ["record:delete"] };
  await ask(rooms.tenancy.subgraph, as.Admin, CREATE, { i });
  return name;
}

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: DELETE,
  permission: "role:delete",
  variables: async (tenant) => ({ name: await newRole(tenant) }),
  unknown: () => ({ name: "Nothing" }),
});

test("nobody deletes a role that stands above them", async () => {
  const tenant = await seedTenant(rooms);
  const name = await newRole(tenant);
  const caller = withPermissions(tenant.as.Viewer, new Set<Permission>([...viewer(tenant), "role:delete"]));
  const { refusals } = await ask(rooms.tenancy.subgraph, caller, DELETE, { name });
  expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: ["record:delete"] } }]);
});

const viewer = (tenant: TestTenant) => tenant.as.Viewer.permissions as ReadonlySet<Permission>;
