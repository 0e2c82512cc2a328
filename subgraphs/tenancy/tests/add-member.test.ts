import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, seedUser, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ADD = `mutation Add($userId: ID!, $role: String!) {
  addMember(input: { userId: $userId, role: $role }) { member { id user { id } role { name } } }
}`;

test("a user becomes a member; change, event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const userId = await seedUser(rooms, tenant.tenantId);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, ADD, { userId, role: "Developer" });
  const { id } = data.addMember.member;
  expect(data.addMember.member).toEqual({ id, user: { id: userId }, role: { name: "Developer" } });

  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "member.added", payload: { userId, role: "Developer" } }]);
  expect(audited).toMatchObject([
    {
      action: "member.add",
      actor_id: tenant.as.Admin.id,
      target_id: id,
      outcome: "SUCCEEDED",
      body: { detail: { userId, role: "Developer" } },
      personal: { clientAddress: { value: "203.0.113.7" } },
    },
  ]);
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select xmin::text as xid from tenancy.member where tenant_id = $1 and user_id <> (select user_id from tenancy.member where tenant_id = $1 order by id limit 1)",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ xid: events[0].xid }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("of ten who add the same user at once one succeeds, and the others leave nothing behind", async () => {
  const tenant = await seedTenant(rooms);
  const userId = await seedUser(rooms, tenant.tenantId);
  const before = await written(rooms, tenant.tenantId);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => ask(rooms.tenancy.subgraph, tenant.as.Admin, ADD, { userId, role: "Viewer" })),
  );
  const refusals = answers.flatMap((answer) => answer.refusals);
  expect(refusals.map(({ code }) => code)).toEqual(Array(9).fill("CONFLICT"));
  const after = await written(rooms, tenant.tenantId);
  expect(after.outbox.length - before.outbox.length).toBe(1);
  expect(after.audit.length - before.audit.length).toBe(1);
});

test.each([
  [
    "a role that does not exist",
    async (tenantId: string) => ({ userId: await seedUser(rooms, tenantId), role: "Owner" }),
  ],
  ["a user that does not exist", async () => ({ userId: encodeId("user", newUuid()), role: "Viewer" })],
])("%s is not found", async (_, variables) => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, ADD, await variables(tenant.tenantId));
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
