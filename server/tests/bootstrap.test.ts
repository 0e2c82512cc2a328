import { createUser } from "@bulkhead/identity/src/domain/create-user.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { addMember } from "@bulkhead/tenancy/src/domain/add-member.ts";
import { createTenant } from "@bulkhead/tenancy/src/domain/create-tenant.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, principalOf, type TestRooms, written } from "../../tests/testkit/rooms.ts";
import { bootstrap } from "../bootstrap.ts";
import { operatorRequest } from "../operator.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const STEPS = ["tenant.create", "user.create", "member.add", "activation-link.create", "api-key.create"];

function wanted() {
  const slug = `b-${encodeId("tenant", newUuid()).slice(4)}`;
  return { slug, name: "Acme", adminEmail: `ada@${slug}.example`, adminName: "Ada" };
}

async function actions(slug: string) {
  const tenantId = (await rooms.tenancy.tenantIdOfSlug(slug)) ?? "";
  const { audit } = await written(rooms, tenantId);
  return audit.map(({ action, actor_id }) => `${action} by ${actor_id}`);
}

test("a tenant, its Admin, a link for them and an Admin key are made, each step audited as the platform's", async () => {
  const tenant = wanted();
  const { tenantId, key, activation } = await bootstrap(rooms, tenant);
  expect(activation?.url).toMatch(/^https:\/\/bulkhead\.example\/oauth\/activate\?token=[\w-]{43}$/);
  const principal = await principalOf(rooms, key);
  expect(encodeId("tenant", principal.tenantId ?? "")).toBe(tenantId);
  expect(principal.roles).toEqual(["Admin"]);
  expect(await actions(tenant.slug)).toEqual(STEPS.map((step) => `${step} by platform`));
});

test("a tenant that is complete is left alone", async () => {
  const tenant = wanted();
  await bootstrap(rooms, tenant);
  const before = await actions(tenant.slug);
  await expect(bootstrap(rooms, tenant)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await actions(tenant.slug)).toEqual(before);
});

test.each([1, 2, 3])(
  "a run that died after step %i is completed by the next, with nothing made twice",
  async (steps) => {
    const tenant = wanted();
    const { slug, name, adminEmail, adminName } = tenant;
    const request = operatorRequest(newUuid());
    const tenancy = rooms.tenancy.subgraph.context(request);
    await createTenant(tenancy, { slug, name });
    if (steps > 1) {
      const user = await createUser(rooms.identity.subgraph.context(request), { email: adminEmail, name: adminName });
      if (steps > 2) await addMember(tenancy, { userId: user.id, role: "Admin" });
    }
    const { key } = await bootstrap(rooms, tenant);
    expect(await principalOf(rooms, key)).toMatchObject({ tenantId: request.principal.tenantId, roles: ["Admin"] });
    expect(await actions(slug)).toEqual(STEPS.map((step) => `${step} by platform`));
  },
);

test("wrong input is refused before anything is made", async () => {
  const tenant = { ...wanted(), adminEmail: "nobody", adminName: "" };
  await expect(bootstrap(rooms, tenant)).rejects.toMatchObject({
    code: "BAD_USER_INPUT",
    fields: [{ path: "adminEmail" }, { path: "adminName" }],
  });
  expect(await rooms.tenancy.tenantIdOfSlug(tenant.slug)).toBeUndefined();
});
