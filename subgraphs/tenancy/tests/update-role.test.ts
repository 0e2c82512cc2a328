import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
let tenant: TestTenant;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
});
afterAll(() => rooms.stop());

const CREATE = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { version } } }";
const UPDATE = `mutation ($i: UpdateRoleInput!) {
  updateRole(input: $i) { role { name description permissions collections version } }
}`;

let made = 0;
async function newRole(collections: string[] | null = null): Promise<string> {
  const name = `Role ${++made}`;
  const i = { name, description: "x", permissions: ["record:read", "record:create"], collections };
  expect((await ask(rooms.tenancy.subgraph, tenant.as.Admin, CREATE, { i })).refusals).toEqual([]);
  return name;
}
const update = (input: object) => ask(rooms.tenancy.subgraph, tenant.as.Admin, UPDATE, { i: input });

test("what is named changes, what is not stays, and the log says what came and what went", async () => {
  const name = await newRole(["notes"]);
  const before = await written(rooms, tenant.tenantId);
  const permissions = ["record:read", "record:delete"];
  const { data } = await update({ name, version: 1, permissions });
  expect(data.updateRole.role).toMatchObject({ name, description: "x", collections: ["notes"], version: 2 });
  expect(data.updateRole.role.permissions).toEqual(expect.arrayContaining(permissions));
  expect(data.updateRole.role.permissions).not.toContain("record:create");
  const after = await written(rooms, tenant.tenantId);
  expect(after.outbox.slice(before.outbox.length)).toMatchObject([{ type: "role.updated", payload: { name } }]);
  expect(after.audit.slice(before.audit.length)).toMatchObject([
    { action: "role.update", body: { detail: { name, added: ["record:delete"], removed: ["record:create"] } } },
  ]);
});

test("a limit to collections is lifted by null, and set again", async () => {
  const name = await newRole(["notes"]);
  expect((await update({ name, version: 1, collections: null })).data.updateRole.role.collections).toBeNull();
  const { data } = await update({ name, version: 2, collections: ["tasks"] });
  expect(data.updateRole.role.collections).toEqual(["tasks"]);
});

test("the policy says at once what the role allows now", async () => {
  const name = await newRole(["notes"]);
  await update({ name, version: 1, permissions: ["job:read"], collections: ["tasks"] });
  const policy = await rooms.tenancy.policyOf(tenant.tenantId);
  expect(policy?.permissionsOf(name)).toContain("job:read");
  expect(policy?.permissionsOf(name)).not.toContain("record:read");
  expect(policy?.collectionsOf(name)).toEqual(new Set(["tasks"]));
  expect(policy?.collectionsOf("Admin")).toBeUndefined();
});

test("of two who change the same version one succeeds", async () => {
  const name = await newRole();
  const both = await Promise.all(["one", "two"].map((description) => update({ name, version: 1, description })));
  expect(both.flatMap(({ refusals }) => refusals.map(({ code }) => code))).toEqual(["VERSION_MISMATCH"]);
});

test.each(["Admin", "Developer", "Viewer"])("%s is predefined and stays as it is", async (name) => {
  const { refusals } = await update({ name, version: 0, permissions: ["record:read"] });
  expect(refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("predefined") }]);
});

test("a role that there is not is not found", async () => {
  expect((await update({ name: "Nobody", version: 1 })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("faults are named together, and nothing is changed", async () => {
  const name = await newRole();
  const bad = { name, version: 1, description: "", permissions: ["x:y"], collections: ["No"] };
  const { refusals } = await update(bad);
  expect(refusals[0]?.fields?.map(({ path }) => path)).toEqual([
    "input.description",
    "input.permissions",
    "input.collections",
  ]);
  expect((await update({ name, version: 1 })).data.updateRole.role.description).toBe("x");
});
