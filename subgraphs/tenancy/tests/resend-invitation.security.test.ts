import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedInvitation } from "../../../tests/testkit/invitations.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const RESEND = "mutation ($id: ID!) { resendInvitation(input: { id: $id }) { invitation { id } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: RESEND,
  permission: "invitation:resend",
  variables: async (tenant) => ({ id: (await seedInvitation(rooms, tenant)).id }),
  unknown: () => ({ id: encodeId("invitation", newUuid()) }),
});

test("nobody sends again what they could not give themselves", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = await seedInvitation(rooms, tenant, { role: "Admin" });
  const { Developer } = tenant.as;
  const narrow = withPermissions(Developer, new Set([...Developer.permissions, "invitation:resend"] as const));
  const { refusals } = await ask(rooms.tenancy.subgraph, narrow, RESEND, { id });
  expect(refusals).toMatchObject([{ code: "FORBIDDEN" }]);
});
