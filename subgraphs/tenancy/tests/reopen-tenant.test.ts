import { newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, requestOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { closeTenant } from "../src/domain/close-tenant.ts";
import { reopenTenant } from "../src/domain/reopen-tenant.ts";
import { resumeTenant } from "../src/domain/resume-tenant.ts";
import { suspendTenant } from "../src/domain/suspend-tenant.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REOPEN = `mutation ($i: ReopenTenantInput!) { reopenTenant(input: $i) { tenant { status statusReason closesAt } } }`;
const operator = (tenantId: string) => rooms.tenancy.subgraph.context(requestOf(platformPrincipal(tenantId)));
const close = (tenantId: string, confirmSlug: string, graceDays?: number) =>
  closeTenant(operator(tenantId), { reason: "done", confirmSlug, ...(graceDays === undefined ? {} : { graceDays }) });

test("a reopened tenant is as it was before; event and audit event are of its transaction", async () => {
  const tenant = await seedTenant(rooms);
  await close(tenant.tenantId, tenant.slug);
  const before = await written(rooms, tenant.tenantId);
  const { data, refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, REOPEN, {
    i: { confirmSlug: tenant.slug },
  });
  expect(refusals).toEqual([]);
  expect(data.reopenTenant.tenant).toEqual({ status: "ACTIVE", statusReason: null, closesAt: null });
  expect(await rooms.tenancy.policyOf(tenant.tenantId)).toMatchObject({ status: "ACTIVE" });
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "tenant.reopened", subject: tenant.tenantId }]);
  expect(audited).toMatchObject([{ action: "tenant.reopen", actor_id: tenant.as.Admin.id }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("a tenant that is not closing, one whose day has come, and an unknown one are not reopened", async () => {
  const { tenantId, slug } = await seedTenant(rooms);
  const reopen = (id: string, confirmSlug = slug) => reopenTenant(operator(id), { confirmSlug });
  await expect(reopen(tenantId)).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(reopen(newUuid())).rejects.toMatchObject({ code: "NOT_FOUND" });
  await close(tenantId, slug, 0);
  await expect(reopen(tenantId)).rejects.toMatchObject({ code: "CONFLICT", message: /too late/ });
  await expect(reopen(tenantId, "other")).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
});

test("suspension and closing do not undo each other", async () => {
  const { tenantId, slug } = await seedTenant(rooms);
  const status = async () => (await rooms.tenancy.policyOf(tenantId))?.status;
  await close(tenantId, slug);
  await suspendTenant(operator(tenantId), { reason: "unpaid" });
  expect(await status()).toBe("SUSPENDED");
  await resumeTenant(operator(tenantId));
  expect(await status()).toBe("CLOSING");
  await suspendTenant(operator(tenantId), { reason: "unpaid" });
  await reopenTenant(operator(tenantId), { confirmSlug: slug });
  expect(await status()).toBe("SUSPENDED");
  await resumeTenant(operator(tenantId));
  expect(await status()).toBe("ACTIVE");
});
