import { encodeId } from "@bulkhead/kernel/id.ts";
import { operatorPrincipal } from "@bulkhead/kernel/operator-role.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
let seeded: TestTenant[];
beforeAll(async () => {
  rooms = await openTestRooms();
  seeded = [await seedTenant(rooms), await seedTenant(rooms), await seedTenant(rooms)];
});
afterAll(() => rooms.stop());

const id = "opr_01h455vb4pex5vsknk084sn02q";
const support = operatorPrincipal({ id, role: "SUPPORT", authTime: Date.now() / 1_000, expiresAt: Date.now() });
const QUERY = `query ($filter: ManagedTenantFilter, $first: Int, $after: String) {
  tenants(filter: $filter, first: $first, after: $after) {
    nodes { id slug status plan region memberCount } pageInfo { hasNextPage endCursor } } }`;

const slugs = async (variables: object) => {
  const { data, refusals } = await ask(rooms.tenancy.subgraph, support, QUERY, { ...variables });
  expect(refusals).toEqual([]);
  return (data.tenants.nodes as { slug: string }[]).map(({ slug }) => slug);
};

test("every tenant, oldest first, a page at a time", async () => {
  const all = seeded.map(({ slug }) => slug);
  expect(await slugs({})).toEqual(all);
  const first = await ask(rooms.tenancy.subgraph, support, QUERY, { first: 2 });
  const { endCursor, hasNextPage } = first.data.tenants.pageInfo;
  expect(hasNextPage).toBe(true);
  expect(await slugs({ first: 2, after: endCursor })).toEqual(all.slice(2));
});

test("by a part of the slug or the name, the whole id, the status and the plan", async () => {
  const [first] = seeded as [TestTenant];
  const only = [first.slug];
  expect(await slugs({ filter: { text: first.slug.slice(-8).toUpperCase() } })).toEqual(only);
  expect(await slugs({ filter: { text: `Tenant ${first.slug}` } })).toEqual(only);
  expect(await slugs({ filter: { text: encodeId("tenant", first.tenantId) } })).toEqual(only);
  expect(await slugs({ filter: { text: "%" } })).toEqual([]);
  expect(await slugs({ filter: { status: "SUSPENDED" } })).toEqual([]);
  expect(await slugs({ filter: { plan: "standard" } })).toHaveLength(3);
});

test("a cursor of another list is refused", async () => {
  const { refusals } = await ask(rooms.tenancy.subgraph, support, QUERY, { after: "bm9uc2Vuc2U" });
  expect(refusals[0]?.code).toBe("INVALID_CURSOR");
});

test("no principal of a tenant sees one, its own not either", async () => {
  for (const principal of Object.values((seeded[0] as TestTenant).as)) {
    const { data, refusals } = await ask(rooms.tenancy.subgraph, principal, QUERY);
    expect([data, refusals[0]?.code]).toEqual([null, "FORBIDDEN"]);
  }
});
