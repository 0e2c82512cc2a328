import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, requestOf, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { closeTenant } from "../src/domain/close-tenant.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REOPEN = "mutation ($i: ReopenTenantInput!) { reopenTenant(input: $i) { tenant { id } } }";
const close = (tenantId: string, confirmSlug: string) =>
  closeTenant(rooms.tenancy.subgraph.context(requestOf(platformPrincipal(tenantId))), { reason: "done", confirmSlug });

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: REOPEN,
  permission: "tenant:reopen",
  async variables({ tenantId, slug }) {
    await close(tenantId, slug);
    return { i: { confirmSlug: slug } };
  },
});

test("another tenant's slug reopens nothing, and is answered as nobody's", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  await close(theirs.tenantId, theirs.slug);
  const reopen = (confirmSlug: string) => ask(rooms.tenancy.subgraph, mine.as.Admin, REOPEN, { i: { confirmSlug } });
  expect(await reopen(theirs.slug)).toEqual(await reopen("nobody-has-this"));
  expect(await rooms.tenancy.policyOf(theirs.tenantId)).toMatchObject({ status: "CLOSING" });
});
