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
const UPDATE = `mutation ($name: String!, $permissions: [String!]) {
  updateRole(input: { name: $name, version: 1, permissions: $permissions }) { role { name } }
}`;

async function newRole({ as }: TestTenant, name: string, permissions = ["record:read", "record:delete"]) {
  const i = { name, description: "x", permissions };
  expect((await ask(rooms.tenancy.subgraph, as.Admin, CREATE, { i })).refusals).toEqual([]);
}

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: UPDATE,
  permission: "role:update",
  variables: async (tenant) => {
    const name = `Theirs ${tenant.slug.slice(-12)}`;
    await newRole(tenant, name);
    return { name, permissions: ["record:read"] };
  },
  unknown: (variables) => ({ ...variables, name: "Nothing" }),
});

const changer = (tenant: TestTenant, held: readonly Permission[]) =>
  withPermissions(tenant.as.Admin, new Set<Permission>(["role:update", "account:read", ...OWN, ...held]));
const OWN: readonly Permission[] = [
  "session:read",
  "session:revoke",
  "sessions:revoke",
  "factor:remove",
  "tenant:leave",
];

test("nobody raises a role above what they hold, nor breaks one that stands above them", async () => {
  const tenant = await seedTenant(rooms);
  await newRole(tenant, "Reader", ["record:read"]);
  await newRole(tenant, "Deleter");
  const caller = changer(tenant, ["record:read"]);
  const change = (name: string, permissions: string[]) =>
    ask(rooms.tenancy.subgraph, caller, UPDATE, { name, permissions });
  for (const [name, permissions] of [
    ["Reader", ["record:read", "record:delete"]],
    ["Deleter", ["record:read"]],
  ] as const)
    expect((await change(name, [...permissions])).refusals).toMatchObject([
      { code: "FORBIDDEN", extensions: { missing: ["record:delete"] } },
    ]);
  expect((await change("Reader", ["record:read"])).refusals).toEqual([]);
});
