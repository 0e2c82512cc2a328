import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ME = "{ me { actor { id kind name } roles permissions } }";

test("a key is told its name, roles and permissions", async () => {
  const { as } = await seedTenant(rooms);
  const { data, refusals } = await ask(rooms.identity.subgraph, as.Viewer, ME);
  expect(refusals).toEqual([]);
  expect(data.me).toEqual({
    actor: { id: as.Viewer.id, kind: "API_KEY", name: "Viewer key" },
    roles: ["Viewer"],
    permissions: [...as.Viewer.permissions].sort(),
  });
});

test("anonymous is refused", async () => {
  const { data, refusals } = await ask(rooms.identity.subgraph, ANONYMOUS, ME);
  expect(refusals).toMatchObject([{ code: "UNAUTHENTICATED" }]);
  expect(data).toBeNull();
});
