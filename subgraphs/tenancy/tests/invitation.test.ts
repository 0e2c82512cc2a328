import { afterAll, beforeAll, expect, test } from "vitest";
import { seedInvitation } from "../../../tests/testkit/invitations.ts";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

test("an invitation by its id, with whoever vouches for it", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = await seedInvitation(rooms, tenant, { email: "Ada@people.example", role: "Developer" });
  const source = "query ($id: ID!) { invitation(id: $id) { email role message state invitedBy { id } } }";
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, source, { id });
  expect(data.invitation).toEqual({
    email: "Ada@people.example",
    role: "Developer",
    message: null,
    state: "PENDING",
    invitedBy: { id: tenant.as.Admin.id },
  });
});
