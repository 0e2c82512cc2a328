import { afterAll, beforeAll } from "vitest";
import { ask, openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CREATE = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { name } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: "query ($name: String!) { role(name: $name) { name permissions } }",
  permission: "role:read",
  variables: async ({ as, slug }) => {
    const name = `Theirs ${slug.slice(-12)}`;
    await ask(rooms.tenancy.subgraph, as.Admin, CREATE, {
      i: { name, description: "x", permissions: ["record:read"] },
    });
    return { name };
  },
  unknown: () => ({ name: "Nothing" }),
});
