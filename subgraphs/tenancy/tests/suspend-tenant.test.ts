import { newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, requestOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { suspendTenant } from "../src/domain/suspend-tenant.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const as = (tenantId: string) => rooms.tenancy.subgraph.context(requestOf(platformPrincipal(tenantId)));

test("when suspending answers, the tenant's policy says so here, and other tenants' policies are untouched", async () => {
  const [tenant, other] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  expect(await rooms.tenancy.policyOf(tenant.tenantId)).toMatchObject({ status: "ACTIVE" });
  await suspendTenant(as(tenant.tenantId), { reason: "unpaid" });
  expect(await rooms.tenancy.policyOf(tenant.tenantId)).toMatchObject({ status: "SUSPENDED" });
  expect(await rooms.tenancy.policyOf(other.tenantId)).toMatchObject({ status: "ACTIVE" });
});

test("suspending leaves one event and one audit event, of its transaction", async () => {
  const { tenantId } = await seedTenant(rooms);
  const before = await written(rooms, tenantId);
  await suspendTenant(as(tenantId), { reason: "unpaid" });
  const after = await written(rooms, tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "tenant.suspended", subject: tenantId }]);
  expect(audited).toMatchObject([
    { action: "tenant.suspend", actor_id: "platform", body: { detail: {} }, personal: { reason: { value: "unpaid" } } },
  ]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("a suspended tenant is not suspended again, an unknown one not at all, and none without a reason", async () => {
  const { tenantId } = await seedTenant(rooms);
  await expect(suspendTenant(as(tenantId), { reason: " " })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  await suspendTenant(as(tenantId), { reason: "unpaid" });
  await expect(suspendTenant(as(tenantId), { reason: "again" })).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(suspendTenant(as(newUuid()), { reason: "who" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a known policy is answered without waiting, and its permission sets are the same objects each time", async () => {
  const { tenantId } = await seedTenant(rooms);
  const first = await rooms.tenancy.policyOf(tenantId);
  const second = rooms.tenancy.policyOf(tenantId);
  expect(second).not.toBeInstanceOf(Promise);
  expect(second).toBe(first);
  expect(first?.permissionsOf("Admin")).toBe(first?.permissionsOf("Admin"));
  expect(first?.permissionsOf("Owner")).toBeUndefined();
});
