import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { operatorPrincipal } from "@bulkhead/kernel/operator-role.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  rooms = await openTestRooms();
  [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
});
afterAll(() => rooms.stop());

const id = "opr_01h455vb4pex5vsknk084sn02q";
const support = operatorPrincipal({ id, role: "SUPPORT", authTime: Date.now() / 1_000, expiresAt: Date.now() });
const QUERY = `query ($id: ID!) { tenantById(id: $id) {
  id slug name status statusReason plan region memberCount createdAt closesAt } }`;

test("an operator sees what a tenant is called and how it stands", async () => {
  const { data } = await ask(rooms.tenancy.subgraph, support, QUERY, { id: encodeId("tenant", tenant.tenantId) });
  expect(data.tenantById).toEqual({
    id: encodeId("tenant", tenant.tenantId),
    slug: tenant.slug,
    name: `Tenant ${tenant.slug}`,
    status: "ACTIVE",
    statusReason: null,
    plan: "standard",
    region: "default",
    memberCount: 1,
    createdAt: expect.stringMatching(/Z$/),
    closesAt: null,
  });
});

test("one that there is not, and what is no id, are refused as such", async () => {
  const missing = await ask(rooms.tenancy.subgraph, support, QUERY, { id: encodeId("tenant", newUuid()) });
  expect(missing.refusals[0]?.code).toBe("NOT_FOUND");
  const nonsense = await ask(rooms.tenancy.subgraph, support, QUERY, { id: "acme" });
  expect(nonsense.refusals[0]?.code).toBe("BAD_USER_INPUT");
});

test("to an Admin their own tenant, another and none are the same: not theirs to ask for", async () => {
  const answers = [tenant.tenantId, other.tenantId, newUuid()].map(async (uuid) =>
    JSON.stringify(await ask(rooms.tenancy.subgraph, tenant.as.Admin, QUERY, { id: encodeId("tenant", uuid) })),
  );
  const [own, foreign, nobody] = await Promise.all(answers);
  expect(own).toContain("FORBIDDEN");
  expect([foreign, nobody]).toEqual([own, own]);
});
