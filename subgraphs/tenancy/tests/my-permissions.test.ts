import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const MINE = "{ myPermissions { roles permissions collections } }";

test("everybody is told what they may do now, and nothing about anybody else", async () => {
  const { as } = await seedTenant(rooms);
  const { data } = await ask(rooms.tenancy.subgraph, as.Viewer, MINE);
  const permissions = [...as.Viewer.permissions].sort();
  expect(data.myPermissions).toEqual({ roles: ["Viewer"], permissions, collections: null });
});

test("a token that asked for less, and a limited role, are told so", async () => {
  const { as } = await seedTenant(rooms);
  const narrow = { ...withPermissions(as.Admin, new Set(["record:read"] as const)), collections: new Set(["b", "a"]) };
  const { data } = await ask(rooms.tenancy.subgraph, narrow, MINE);
  expect(data.myPermissions).toEqual({ roles: ["Admin"], permissions: ["record:read"], collections: ["a", "b"] });
});

test("nobody is told nothing", async () => {
  expect((await ask(rooms.tenancy.subgraph, ANONYMOUS, MINE)).refusals).toMatchObject([{ code: "UNAUTHENTICATED" }]);
});
