import { newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, openTestRooms, requestOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { closeTenant } from "../src/domain/close-tenant.ts";
import { suspendTenant } from "../src/domain/suspend-tenant.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CLOSE = `mutation ($i: CloseTenantInput!) {
  closeTenant(input: $i) { tenant { slug status statusReason closesAt closedAt } } }`;
const operator = (tenantId: string) => rooms.tenancy.subgraph.context(requestOf(platformPrincipal(tenantId)));
const daysUntil = (at: string) => (Date.parse(at) - Date.now()) / 86_400_000;

test("a closing tenant says so, with the day and the reason, and works until then", async () => {
  const tenant = await seedTenant(rooms);
  const { data, refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, CLOSE, {
    i: { reason: "We are done", confirmSlug: tenant.slug },
  });
  expect(refusals).toEqual([]);
  const { closesAt, ...rest } = data.closeTenant.tenant;
  expect(rest).toEqual({ slug: tenant.slug, status: "CLOSING", statusReason: "We are done", closedAt: null });
  expect(daysUntil(closesAt)).toBeCloseTo(30, 1);
  const read = await ask(rooms.tenancy.subgraph, tenant.as.Viewer, "{ tenant { status statusReason closesAt } }");
  expect(read.data.tenant).toEqual({ status: "CLOSING", statusReason: "We are done", closesAt });
  const policy = await rooms.tenancy.policyOf(tenant.tenantId);
  expect(policy?.status).toBe("CLOSING");
  expect(policy?.permissionsOf("Developer")?.has("record:create")).toBe(true);
});

test("it leaves one event and one audit event, of its transaction; the reason can be erased", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  await ask(rooms.tenancy.subgraph, tenant.as.Admin, CLOSE, { i: { reason: "Why not", confirmSlug: tenant.slug } });
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "tenant.closing", subject: tenant.tenantId }]);
  expect(audited).toMatchObject([
    {
      action: "tenant.close",
      actor_id: tenant.as.Admin.id,
      body: { detail: { graceDays: 30, closesAt: events[0].payload.closesAt } },
      personal: { reason: { value: "Why not" } },
    },
  ]);
  expect(audited[0].xid).toBe(events[0].xid);
});

describe("is refused, and changes nothing,", () => {
  test.each([
    [{ reason: " ", confirmSlug: "" }, "input.reason", "INVALID_LENGTH"],
    [{ reason: "x".repeat(201), confirmSlug: "" }, "input.reason", "INVALID_LENGTH"],
    [{ reason: "Why", graceDays: 6 }, "input.graceDays", "OUT_OF_RANGE"],
    [{ reason: "Why", graceDays: 91 }, "input.graceDays", "OUT_OF_RANGE"],
    [{ reason: "Why", graceDays: -1 }, "input.graceDays", "OUT_OF_RANGE"],
    [{ reason: "Why", confirmSlug: "another" }, "input.confirmSlug", "OTHER_SLUG"],
  ])("with %j", async (input, path, code) => {
    const tenant = await seedTenant(rooms);
    const before = await written(rooms, tenant.tenantId);
    const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, CLOSE, {
      i: { confirmSlug: tenant.slug, ...input },
    });
    expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path, code }] }]);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);
  });

  test("when it is closing already", async () => {
    const tenant = await seedTenant(rooms);
    const close = () =>
      ask(rooms.tenancy.subgraph, tenant.as.Admin, CLOSE, { i: { reason: "Why", confirmSlug: tenant.slug } });
    const answers = await Promise.all([close(), close()]);
    expect(answers.map(({ refusals }) => refusals[0]?.code).sort()).toEqual(["CONFLICT", undefined]);
  });

  test("when there is no such tenant", async () => {
    const input = { reason: "Why", confirmSlug: "none" };
    await expect(closeTenant(operator(newUuid()), input)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("the operator may give no time of grace at all", async () => {
  const { tenantId, slug } = await seedTenant(rooms);
  const { closesAt } = await closeTenant(operator(tenantId), { reason: "fraud", confirmSlug: slug, graceDays: 0 });
  expect(Math.abs(daysUntil(closesAt ?? ""))).toBeLessThan(0.01);
});

test("a suspended tenant stays suspended while it is closing", async () => {
  const { tenantId, slug } = await seedTenant(rooms);
  await suspendTenant(operator(tenantId), { reason: "unpaid" });
  const closing = await closeTenant(operator(tenantId), { reason: "unpaid for long", confirmSlug: slug });
  expect(closing).toMatchObject({ status: "SUSPENDED", statusReason: "unpaid", closesAt: expect.any(String) });
  expect(await rooms.tenancy.policyOf(tenantId)).toMatchObject({ status: "SUSPENDED" });
});
