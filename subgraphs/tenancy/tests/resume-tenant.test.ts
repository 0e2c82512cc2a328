import { newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, requestOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { resumeTenant } from "../src/domain/resume-tenant.ts";
import { suspendTenant } from "../src/domain/suspend-tenant.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const as = (tenantId: string) => rooms.tenancy.subgraph.context(requestOf(platformPrincipal(tenantId)));

test("a resumed tenant works again when the answer arrives; event and audit event are of its transaction", async () => {
  const { tenantId } = await seedTenant(rooms);
  await suspendTenant(as(tenantId), { reason: "unpaid" });
  const before = await written(rooms, tenantId);
  await resumeTenant(as(tenantId));
  expect(await rooms.tenancy.policyOf(tenantId)).toMatchObject({ status: "ACTIVE" });
  const after = await written(rooms, tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "tenant.resumed", subject: tenantId }]);
  expect(audited).toMatchObject([{ action: "tenant.resume", actor_id: "platform" }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("a tenant that works is not resumed, an unknown one neither", async () => {
  const { tenantId } = await seedTenant(rooms);
  await expect(resumeTenant(as(tenantId))).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(resumeTenant(as(newUuid()))).rejects.toMatchObject({ code: "NOT_FOUND" });
});
