import { afterAll, beforeAll, expect, test } from "vitest";
import { invite } from "../../../tests/testkit/invitations.ts";
import { openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: `mutation { inviteMember(input: { email: "ada@people.example", role: "Viewer" }) { invitation { id } } }`,
  permission: "member:invite",
  variables: () => ({}),
});

test("nobody invites to a role that may do more than they may", async () => {
  const tenant = await seedTenant(rooms);
  const { Viewer } = tenant.as;
  const narrow = withPermissions(Viewer, new Set([...Viewer.permissions, "member:invite", "invitation:read"] as const));
  const { refusals } = await invite(rooms, tenant, { role: "Developer" }, narrow);
  expect(refusals).toMatchObject([
    { code: "FORBIDDEN", extensions: { missing: expect.arrayContaining(["record:create"]) } },
  ]);
  expect((await invite(rooms, tenant, { role: "Viewer" }, narrow)).refusals).toEqual([]);
});

test("a user who signed in long ago signs in again first", async () => {
  const tenant = await seedTenant(rooms);
  const person = { ...tenant.as.Admin, kind: "user" as const, id: tenant.adminUserId, authTime: 0 };
  const { refusals } = await invite(rooms, tenant, {}, person);
  expect(refusals).toMatchObject([{ code: "INSUFFICIENT_AUTHENTICATION" }]);
});
