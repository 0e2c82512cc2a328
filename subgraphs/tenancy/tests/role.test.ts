import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ROLE = "query ($name: String!) { role(name: $name) { id name isPredefined version collections createdAt } }";

test("a predefined role is found by its name, and by no other spelling", async () => {
  const { as } = await seedTenant(rooms);
  const find = (name: string) => ask(rooms.tenancy.subgraph, as.Viewer, ROLE, { name });
  expect((await find("Developer")).data.role).toEqual({
    id: null,
    name: "Developer",
    isPredefined: true,
    version: 0,
    collections: null,
    createdAt: null,
  });
  expect((await find("developer")).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
