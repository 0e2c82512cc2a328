import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { OPERATOR_ROLES } from "@bulkhead/kernel/operator-role.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { operatorOf } from "./operator-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const OWNER = operatorOf("OWNER");
const SCHEDULE = `mutation ($i: ScheduleTenantClosureInput!) {
  scheduleTenantClosure(input: $i) { tenant { id status closesAt } } }`;
const CANCEL = `mutation ($i: CancelTenantClosureInput!) {
  cancelTenantClosure(input: $i) { tenant { id status closesAt } } }`;

function schedule(tenantId: string, input: object, principal = OWNER) {
  const i = { tenantId: encodeId("tenant", tenantId), reason: "Fraud of Mr Smith", ...input };
  return ask(rooms.tenancy.subgraph, principal, SCHEDULE, { i });
}

function cancel(tenantId: string, confirmSlug: string, principal = OWNER) {
  return ask(rooms.tenancy.subgraph, principal, CANCEL, { i: { tenantId: encodeId("tenant", tenantId), confirmSlug } });
}

test("an operator closes a tenant and keeps it; both logs have it, and the reason stays in the tenant's", async () => {
  const { tenantId, slug } = await seedTenant(rooms);
  const own = (await written(rooms, tenantId)).audit.length;
  const platform = (await written(rooms, INSTALLATION_ID)).audit.length;
  const closing = await schedule(tenantId, { confirmSlug: slug });
  expect(closing.refusals).toEqual([]);
  expect(closing.data.scheduleTenantClosure.tenant).toMatchObject({ status: "CLOSING", closesAt: expect.any(String) });
  expect(await rooms.tenancy.policyOf(tenantId)).toMatchObject({ status: "CLOSING" });
  const kept = await cancel(tenantId, slug);
  expect(kept.data.cancelTenantClosure.tenant).toMatchObject({ status: "ACTIVE", closesAt: null });

  const event = (action: string) => ({ action, actor_id: OWNER.id, target_id: encodeId("tenant", tenantId) });
  const expected = [event("tenant-closure.schedule"), event("tenant-closure.cancel")];
  const [tenants, installations] = [await written(rooms, tenantId), await written(rooms, INSTALLATION_ID)];
  expect(tenants.audit.slice(own)).toMatchObject(expected);
  expect(installations.audit.slice(platform)).toMatchObject(expected);
  expect(tenants.audit[own].personal).toMatchObject({ reason: { value: "Fraud of Mr Smith" } });
  expect(JSON.stringify(installations.audit)).not.toContain("Smith");
  expect(installations.audit[platform].xid).toBe(tenants.audit[own].xid);
});

describe("is refused, and changes nothing in either log,", () => {
  test.each([
    [{ confirmSlug: "another" }, "BAD_USER_INPUT", "OTHER_SLUG"],
    [{ graceDays: 6 }, "BAD_USER_INPUT", "OUT_OF_RANGE"],
    [{ graceDays: 91 }, "BAD_USER_INPUT", "OUT_OF_RANGE"],
    [{ reason: " " }, "BAD_USER_INPUT", "INVALID_LENGTH"],
    [{ tenantId: encodeId("tenant", newUuid()) }, "NOT_FOUND", undefined],
  ])("with %j", async (input, code, fault) => {
    const { tenantId, slug } = await seedTenant(rooms);
    const before = [await written(rooms, tenantId), await written(rooms, INSTALLATION_ID)];
    const { refusals } = await schedule(tenantId, { confirmSlug: slug, ...input });
    expect(refusals).toMatchObject([{ code, ...(fault ? { fields: [{ code: fault }] } : {}) }]);
    expect([await written(rooms, tenantId), await written(rooms, INSTALLATION_ID)]).toEqual(before);
  });

  test("twice, or when there is nothing to call off", async () => {
    const { tenantId, slug } = await seedTenant(rooms);
    expect((await cancel(tenantId, slug)).refusals[0]?.code).toBe("CONFLICT");
    await schedule(tenantId, { confirmSlug: slug });
    expect((await schedule(tenantId, { confirmSlug: slug })).refusals[0]?.code).toBe("CONFLICT");
    expect((await cancel(tenantId, "another")).refusals[0]?.code).toBe("BAD_USER_INPUT");
  });

  test("with factors that were proved too long ago; to call it off they need not be fresh", async () => {
    const { tenantId, slug } = await seedTenant(rooms);
    const stale = await schedule(tenantId, { confirmSlug: slug }, operatorOf("OWNER", 901));
    expect(stale.refusals[0]?.code).toBe("INSUFFICIENT_AUTHENTICATION");
    await schedule(tenantId, { confirmSlug: slug });
    expect((await cancel(tenantId, slug, operatorOf("OWNER", 901))).refusals).toEqual([]);
  });
});

test("only an OWNER closes; SECURITY too may call it off, and nobody of the tenant by these fields", async () => {
  const { tenantId, slug, as } = await seedTenant(rooms);
  const codes = async (act: typeof cancel) => {
    const answers = OPERATOR_ROLES.map(async (role) => [
      role,
      (await act(tenantId, slug, operatorOf(role))).refusals[0],
    ]);
    return Object.fromEntries(await Promise.all(answers)) as Record<string, { code: string } | undefined>;
  };
  const closing = await codes((id, confirmSlug, principal) => schedule(id, { confirmSlug }, principal));
  expect(closing).toMatchObject({
    SUPPORT: { code: "FORBIDDEN" },
    BILLING: { code: "FORBIDDEN" },
    SECURITY: { code: "FORBIDDEN" },
  });
  expect(closing.OWNER).toBeUndefined();
  for (const role of ["SUPPORT", "BILLING"] as const)
    expect((await cancel(tenantId, slug, operatorOf(role))).refusals[0]?.code).toBe("FORBIDDEN");
  expect((await cancel(tenantId, slug, operatorOf("SECURITY"))).refusals).toEqual([]);
  expect((await schedule(tenantId, { confirmSlug: slug }, as.Admin)).refusals[0]?.code).toBe("FORBIDDEN");
  expect((await cancel(tenantId, slug, as.Admin)).refusals[0]?.code).toBe("FORBIDDEN");
});
