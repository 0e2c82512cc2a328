import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";
import { seedImpersonation } from "./operators-fixture.ts";

let rooms: TestRooms;
let tenant: TestTenant;
let other: TestTenant;
let id: string;
beforeAll(async () => {
  rooms = await openTestRooms();
  [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const who = { tenantId: tenant.tenantId, userId: tenant.adminUserId };
  id = encodeId("impersonation", await seedImpersonation(rooms, who));
});
afterAll(() => rooms.stop());

const END = "mutation ($i: EndImpersonationInput!) { endImpersonation(input: $i) { impersonation { id } } }";

test("nobody, and whoever lacks the permission, is refused", async () => {
  for (const [principal, code] of [
    [ANONYMOUS, "UNAUTHENTICATED"],
    [tenant.as.Developer, "FORBIDDEN"],
    [tenant.as.Viewer, "FORBIDDEN"],
  ] as const)
    expect((await ask(rooms.identity.subgraph, principal, END, { i: { id } })).refusals[0]?.code).toBe(code);
});

test("to another tenant it does not exist, and goes on", async () => {
  const foreign = await ask(rooms.identity.subgraph, other.as.Admin, END, { i: { id } });
  const missing = encodeId("impersonation", newUuid());
  expect(foreign).toEqual(await ask(rooms.identity.subgraph, other.as.Admin, END, { i: { id: missing } }));
  expect(foreign.refusals[0]?.code).toBe("NOT_FOUND");
  const { rows } = await rooms.platform.databases.owner.pool.query("select ended_at from identity.impersonation");
  expect(rows).toEqual([{ ended_at: null }]);
});

test("whoever is under impersonation cannot end it, nor see that of others", async () => {
  const acting = { ...tenant.as.Admin, permissions: new Set(["tenant:read"] as const) };
  const { refusals } = await ask(rooms.identity.subgraph, acting, END, { i: { id } });
  expect(refusals[0]?.code).toBe("FORBIDDEN");
});
