import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { askToJoin, newestRequest, verifiedDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const APPROVE = `mutation ($id: ID!, $role: String) {
  approveJoinRequest(input: { id: $id, role: $role }) { joinRequest { status decidedAt } }
}`;
const MEMBERS = "{ members { nodes { user { id } role { name } } } }";

test.each([
  [undefined, "Viewer"],
  ["Developer", "Developer"],
])("whoever asked becomes a member; with the role %s, as %s", async (role, becomes) => {
  const tenant = await seedTenant(rooms);
  const { name } = await verifiedDomain(rooms, tenant, { join: "APPROVAL" });
  const { userId } = await askToJoin(rooms, tenant, name);
  const { id } = await newestRequest(rooms, tenant);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, APPROVE, { id, role });
  expect(data.approveJoinRequest.joinRequest).toEqual({ status: "APPROVED", decidedAt: expect.stringMatching(/Z$/) });
  const members = await ask(rooms.tenancy.subgraph, tenant.as.Admin, MEMBERS);
  expect(members.data.members.nodes).toContainEqual({ user: { id: userId }, role: { name: becomes } });
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  expect(outbox.slice(-2)).toMatchObject([{ type: "join-request.approved" }, { type: "member.added" }]);
  expect(audit.at(-1)).toMatchObject({ action: "join-request.approve", target_id: id, xid: outbox.at(-1).xid });
});

test("of many who decide at once one does, and there is one member", async () => {
  const tenant = await seedTenant(rooms);
  const { name } = await verifiedDomain(rooms, tenant, { join: "APPROVAL" });
  await askToJoin(rooms, tenant, name);
  const { id } = await newestRequest(rooms, tenant);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => ask(rooms.tenancy.subgraph, tenant.as.Admin, APPROVE, { id })),
  );
  expect(answers.flatMap(({ refusals }) => refusals.map(({ code }) => code))).toEqual(Array(5).fill("CONFLICT"));
  const members = await ask(rooms.tenancy.subgraph, tenant.as.Admin, MEMBERS);
  expect(members.data.members.nodes).toHaveLength(2);
});

test("nobody lets somebody in with a role that may do more than they may", async () => {
  const tenant = await seedTenant(rooms);
  const { name } = await verifiedDomain(rooms, tenant, { join: "APPROVAL" });
  await askToJoin(rooms, tenant, name);
  const { id } = await newestRequest(rooms, tenant);
  const narrow = {
    ...tenant.as.Viewer,
    permissions: new Set([...tenant.as.Viewer.permissions, "join-request:approve"] as const),
  };
  const { refusals } = await ask(rooms.tenancy.subgraph, narrow, APPROVE, { id, role: "Developer" });
  expect(refusals).toMatchObject([{ code: "FORBIDDEN" }]);
  expect((await newestRequest(rooms, tenant)).status).toBe("OPEN");
});
