import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, requestOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { createTenant } from "../src/domain/create-tenant.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms({ operator: { defaults: {}, regions: ["eu", "us"] } });
});
afterAll(() => rooms.stop());

const as = (tenantId: string) => rooms.tenancy.subgraph.context(requestOf(platformPrincipal(tenantId)));

test("the operator creates a tenant; it, its event and its audit event are one transaction", async () => {
  const tenantId = newUuid();
  const id = encodeId("tenant", tenantId);
  const tenant = await createTenant(as(tenantId), { slug: "new-tenant", name: "  Zoë & Söhne  " });
  expect(tenant).toMatchObject({ id, slug: "new-tenant", name: "Zoë & Söhne", status: "ACTIVE" });
  expect(await rooms.tenancy.tenantIdOfSlug("new-tenant")).toBe(tenantId);

  const { outbox, audit } = await written(rooms, tenantId);
  expect(outbox).toMatchObject([{ type: "tenant.created", subject: tenantId, payload: { slug: "new-tenant" } }]);
  expect(audit).toMatchObject([{ action: "tenant.create", actor_id: "platform", target_id: id }]);
  expect(audit[0].xid).toBe(outbox[0].xid);
});

test("a slug that is taken is refused, and nothing of the second tenant stays", async () => {
  const { slug } = await seedTenant(rooms);
  const tenantId = newUuid();
  await expect(createTenant(as(tenantId), { slug, name: "Second" })).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await written(rooms, tenantId)).toEqual({ outbox: [], audit: [] });
  expect(await rooms.tenancy.policyOf(tenantId)).toBeUndefined();
});

test.each(["", "a", "Acme", "-acme", "acme-", "ac me", "acmé", "a".repeat(64), "ac_me", "a\n"])(
  "the slug %j is refused",
  async (slug) => {
    await expect(createTenant(as(newUuid()), { slug, name: "Acme" })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      fields: [{ path: "input.slug", code: "INVALID_SLUG" }],
    });
  },
);

test("every fault of the input is told at once", async () => {
  const refused = createTenant(as(newUuid()), { slug: "A", name: "x\u0000y" });
  await expect(refused).rejects.toMatchObject({ fields: [{ path: "input.slug" }, { path: "input.name" }] });
});

test("its data is kept in the region that is chosen, or else the template's; one that is not served is refused", async () => {
  const regionOf = async (region?: string) => {
    const tenantId = newUuid();
    await createTenant(as(tenantId), { slug: `r-${encodeId("tenant", tenantId).slice(4)}`, name: "Acme", region });
    const text = "select region from tenancy.tenant where tenant_id = $1";
    return (await rooms.platform.databases.owner.pool.query(text, [tenantId])).rows[0].region;
  };
  // The template says `default`, which is not served here.
  expect([await regionOf("us"), await regionOf("eu"), await regionOf()]).toEqual(["us", "eu", "eu"]);
  await expect(regionOf("mars")).rejects.toMatchObject({
    code: "BAD_USER_INPUT",
    fields: [{ path: "input.region", code: "UNKNOWN_REGION", message: expect.stringContaining("eu, us") }],
  });
});
