import { ANONYMOUS, platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, requestOf, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { createTenant } from "../src/domain/create-tenant.ts";
import { resumeTenant } from "../src/domain/resume-tenant.ts";
import { suspendTenant } from "../src/domain/suspend-tenant.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const operations = {
  createTenant: (ctx: Parameters<typeof createTenant>[0]) => createTenant(ctx, { slug: "mine", name: "Mine" }),
  suspendTenant: (ctx: Parameters<typeof suspendTenant>[0]) => suspendTenant(ctx, { reason: "spite" }),
  resumeTenant: (ctx: Parameters<typeof resumeTenant>[0]) => resumeTenant(ctx),
};

test.each(Object.entries(operations))("%s is the operator's alone", async (_, operation) => {
  const tenant = await seedTenant(rooms);
  const as = (principal: Parameters<typeof requestOf>[0]) => rooms.tenancy.subgraph.context(requestOf(principal));
  await expect(operation(as(ANONYMOUS))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  await expect(operation(as(tenant.as.Admin))).rejects.toMatchObject({ code: "FORBIDDEN" });
  const nowhere = { ...platformPrincipal(tenant.tenantId), tenantId: null };
  await expect(operation(as(nowhere))).rejects.toMatchObject({ code: "FORBIDDEN" });
});
