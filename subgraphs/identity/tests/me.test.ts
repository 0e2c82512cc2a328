import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedClient } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";

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

test("a signed-in person and a machine are told who they are, and what their scopes leave of their role", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = await seedClient(rooms, tenant.as.Admin, { kind: "MACHINE", role: "Viewer" });
  const narrowed = withPermissions(tenant.as.Viewer, new Set(["record:read"] as const));
  const callers = [
    [
      { ...narrowed, kind: "user", id: tenant.adminUserId },
      { kind: "USER", name: "Ada Admin" },
    ],
    [
      { ...narrowed, kind: "client", id },
      { kind: "CLIENT", name: "seeded client" },
    ],
  ] as const;
  for (const [principal, actor] of callers) {
    const { data, refusals } = await ask(rooms.identity.subgraph, principal, ME);
    expect(refusals).toEqual([]);
    expect(data.me).toEqual({
      actor: { id: principal.id, ...actor },
      roles: ["Viewer"],
      permissions: ["record:read"],
    });
  }
});

test("anonymous is refused", async () => {
  const { data, refusals } = await ask(rooms.identity.subgraph, ANONYMOUS, ME);
  expect(refusals).toMatchObject([{ code: "UNAUTHENTICATED" }]);
  expect(data).toBeNull();
});
