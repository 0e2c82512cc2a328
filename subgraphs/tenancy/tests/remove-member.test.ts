import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedMember, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REMOVE = "mutation Remove($id: ID!) { removeMember(input: { id: $id }) { id } }";

test("a membership ends; event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const { id, userId } = await seedMember(rooms, tenant.tenantId, "Viewer");
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, REMOVE, { id });
  expect(data.removeMember).toEqual({ id });

  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "member.removed", payload: { userId } }]);
  expect(audited).toMatchObject([
    { action: "member.remove", target_id: id, body: { detail: { userId, role: "Viewer" } } },
  ]);
  expect(audited[0].xid).toBe(events[0].xid);
  const again = await ask(rooms.tenancy.subgraph, tenant.as.Admin, REMOVE, { id });
  expect(again.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("the last Admin cannot be removed", async () => {
  const tenant = await seedTenant(rooms);
  await seedMember(rooms, tenant.tenantId, "Developer");
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, REMOVE, { id: tenant.adminMemberId });
  expect(refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("last Admin") }]);
});

test("two Admins who remove each other at once cannot both succeed", async () => {
  for (let round = 0; round < 5; round++) {
    const tenant = await seedTenant(rooms);
    const other = await seedMember(rooms, tenant.tenantId, "Admin");
    const answers = await Promise.all(
      [tenant.adminMemberId, other.id].map((id) => ask(rooms.tenancy.subgraph, tenant.as.Admin, REMOVE, { id })),
    );
    expect(answers.flatMap((answer) => answer.refusals).map(({ code }) => code)).toEqual(["CONFLICT"]);
  }
});

test("an Admin is removed while another one stays", async () => {
  const tenant = await seedTenant(rooms);
  await seedMember(rooms, tenant.tenantId, "Admin");
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, REMOVE, { id: tenant.adminMemberId });
  expect(refusals).toEqual([]);
});
