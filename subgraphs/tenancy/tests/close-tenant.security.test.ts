import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CLOSE = "mutation ($i: CloseTenantInput!) { closeTenant(input: $i) { tenant { id } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: CLOSE,
  permission: "tenant:close",
  variables: ({ slug }) => ({ i: { reason: "Why", confirmSlug: slug } }),
});

test("another tenant's slug closes nothing, and is answered as nobody's", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  const close = (confirmSlug: string) =>
    ask(rooms.tenancy.subgraph, mine.as.Admin, CLOSE, { i: { reason: "Why", confirmSlug } });
  expect(await close(theirs.slug)).toEqual(await close("nobody-has-this"));
  expect(await rooms.tenancy.policyOf(theirs.tenantId)).toMatchObject({ status: "ACTIVE" });
  expect(await rooms.tenancy.policyOf(mine.tenantId)).toMatchObject({ status: "ACTIVE" });
});

test("neither a Developer nor a Viewer closes a tenant", async () => {
  const { as, slug } = await seedTenant(rooms);
  for (const principal of [as.Developer, as.Viewer]) {
    const { refusals } = await ask(rooms.tenancy.subgraph, principal, CLOSE, {
      i: { reason: "Why", confirmSlug: slug },
    });
    expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: ["tenant:close"] } }]);
  }
});
