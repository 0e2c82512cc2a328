import type { Permission } from "@bulkhead/kernel/permission.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CREATE = `mutation ($name: String!, $permissions: [String!]!, $collections: [String!]) {
  createRole(input: { name: $name, description: "x", permissions: $permissions, collections: $collections }) { role { name } }
}`;

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: CREATE,
  permission: "role:create",
  variables: () => ({ name: "Editor", permissions: ["record:read"] }),
});

const maker = (held: readonly Permission[]) => new Set<Permission>(["role:create", ...held]);

test("nobody makes a role that may do what they may not", async () => {
  const { as } = await seedTenant(rooms);
  const caller = withPermissions(as.Admin, maker(["record:read"]));
  const given = { name: "Editor", permissions: ["record:read", "record:delete", "member:add"] };
  const { refusals } = await ask(rooms.tenancy.subgraph, caller, CREATE, given);
  expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: ["member:add", "record:delete"] } }]);
});

test("who is limited to some collections makes roles for these and for no other", async () => {
  const { as } = await seedTenant(rooms);
  const caller = { ...as.Admin, collections: new Set(["notes", "tasks"]) };
  const make = (name: string, collections: string[] | null) =>
    ask(rooms.tenancy.subgraph, caller, CREATE, { name, permissions: ["record:read"], collections });
  expect((await make("One", ["notes"])).refusals).toEqual([]);
  for (const beyond of [null, ["notes", "wages"]])
    expect((await make("Two", beyond)).refusals).toMatchObject([{ code: "FORBIDDEN" }]);
});
