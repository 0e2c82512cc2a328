import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedMember, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CHANGE = `mutation Change($id: ID!, $role: String!) {
  changeMemberRole(input: { id: $id, role: $role }) { member { id role { name } } }
}`;

test("a member gets another role; change, event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const { id, userId } = await seedMember(rooms, tenant.tenantId, "Viewer");
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, CHANGE, { id, role: "Developer" });
  expect(data.changeMemberRole.member).toEqual({ id, role: { name: "Developer" } });

  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "member.role-changed", payload: { userId, role: "Developer" } }]);
  expect(audited).toMatchObject([
    { action: "member-role.change", target_id: id, body: { detail: { userId, from: "Viewer", to: "Developer" } } },
  ]);
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select xmin::text as xid from tenancy.member where tenant_id = $1 and role = 'Developer'",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ xid: events[0].xid }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("the last Admin cannot step down, and nothing is written of the attempt", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const variables = { id: tenant.adminMemberId, role: "Viewer" };
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, CHANGE, variables);
  expect(refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("last Admin") }]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("the last Admin may be made Admin again", async () => {
  const tenant = await seedTenant(rooms);
  const variables = { id: tenant.adminMemberId, role: "Admin" };
  expect((await ask(rooms.tenancy.subgraph, tenant.as.Admin, CHANGE, variables)).refusals).toEqual([]);
});

test("when all Admins step down at once, exactly one stays", async () => {
  const tenant = await seedTenant(rooms);
  const ids = [tenant.adminMemberId];
  for (let n = 0; n < 4; n++) ids.push((await seedMember(rooms, tenant.tenantId, "Admin")).id);
  const answers = await Promise.all(
    ids.map((id) => ask(rooms.tenancy.subgraph, tenant.as.Admin, CHANGE, { id, role: "Viewer" })),
  );
  expect(answers.flatMap((answer) => answer.refusals).map(({ code }) => code)).toEqual(["CONFLICT"]);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, "{ members { nodes { role { name } } } }");
  const roles = data.members.nodes.map((member: { role: { name: string } }) => member.role.name);
  expect(roles.filter((role: string) => role === "Admin")).toEqual(["Admin"]);
});

test("a role that does not exist is not found", async () => {
  const tenant = await seedTenant(rooms);
  const variables = { id: tenant.adminMemberId, role: "admin" };
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, CHANGE, variables);
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
