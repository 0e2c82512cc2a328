import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { newDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "mutation ($name: String!) { addDomain(input: { name: $name }) { domain { id } } }",
  permission: "domain:add",
  variables: () => ({ name: newDomain() }),
});

test("nobody offers a role by a domain that may do more than they may, and nobody offers Admin", async () => {
  const tenant = await seedTenant(rooms);
  const adder = withPermissions(
    tenant.as.Viewer,
    new Set([...tenant.as.Viewer.permissions, "domain:add", "domain:read"] as const),
  );
  const add =
    "mutation ($name: String!, $role: String!) { addDomain(input: { name: $name, role: $role }) { domain { id } } }";
  const give = async (principal: typeof adder, role: string) =>
    (await ask(rooms.tenancy.subgraph, principal, add, { name: newDomain(), role })).refusals;
  expect(await give(adder, "Developer")).toMatchObject([{ code: "FORBIDDEN" }]);
  expect(await give(adder, "Viewer")).toEqual([]);
  expect(await give(tenant.as.Admin, "Admin")).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ code: "ADMIN" }] }]);
  expect(await give(tenant.as.Admin, "Nobody")).toMatchObject([{ code: "NOT_FOUND" }]);
});
