import type { Principal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  type RoleName,
  seedMember,
  seedTenant,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LEAVE = "mutation ($confirm: Boolean!) { leaveTenant(input: { confirm: $confirm }) { id } }";
const REMOVE = "mutation ($id: ID!) { removeMember(input: { id: $id }) { id } }";
const CHANGE = 'mutation ($id: ID!) { changeMemberRole(input: { id: $id, role: "Viewer" }) { member { id } } }';

/** A user in person, signed in just now. */
const inPerson = (tenant: TestTenant, role: RoleName, userId: string): Principal => ({
  ...tenant.as[role],
  kind: "user",
  id: userId,
  acr: "urn:bulkhead:acr:multi-factor",
  authTime: Math.floor(Date.now() / 1_000),
});

test("a member leaves; event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const { id, userId } = await seedMember(rooms, tenant.tenantId, "Viewer");
  const person = inPerson(tenant, "Viewer", userId);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.tenancy.subgraph, person, LEAVE, { confirm: true });
  expect(data.leaveTenant).toEqual({ id });
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "member.left", payload: { userId } }]);
  expect(audited).toMatchObject([
    { action: "tenant.leave", actor_id: userId, target_id: id, body: { detail: { userId, role: "Viewer" } } },
  ]);
  expect(audited[0].xid).toBe(events[0].xid);
  const again = await ask(rooms.tenancy.subgraph, person, LEAVE, { confirm: true });
  expect(again.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("the last Admin stays, and is told what to do", async () => {
  const tenant = await seedTenant(rooms);
  const person = inPerson(tenant, "Admin", tenant.adminUserId);
  const { refusals } = await ask(rooms.tenancy.subgraph, person, LEAVE, { confirm: true });
  expect(refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("another member Admin") }]);
});

test("nobody leaves by mistake, and nobody who is no person", async () => {
  const tenant = await seedTenant(rooms);
  const { userId } = await seedMember(rooms, tenant.tenantId, "Viewer");
  const unsure = await ask(rooms.tenancy.subgraph, inPerson(tenant, "Viewer", userId), LEAVE, { confirm: false });
  expect(unsure.refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "input.confirm" }] }]);
  const key = await ask(rooms.tenancy.subgraph, tenant.as.Admin, LEAVE, { confirm: true });
  expect(key.refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("person") }]);
});

test("however Admins leave, remove and demote each other at once, one stays", async () => {
  for (let round = 0; round < 5; round++) {
    const tenant = await seedTenant(rooms);
    const others = await Promise.all([1, 2].map(() => seedMember(rooms, tenant.tenantId, "Admin")));
    const [second, third] = others as [(typeof others)[0], (typeof others)[0]];
    const answers = await Promise.all([
      ask(rooms.tenancy.subgraph, inPerson(tenant, "Admin", tenant.adminUserId), LEAVE, { confirm: true }),
      ask(rooms.tenancy.subgraph, tenant.as.Admin, REMOVE, { id: second.id }),
      ask(rooms.tenancy.subgraph, tenant.as.Admin, CHANGE, { id: third.id }),
    ]);
    expect(answers.flatMap(({ refusals }) => refusals).map(({ code }) => code)).toEqual(["CONFLICT"]);
    const { rows } = await rooms.platform.databases.owner.pool.query(
      "select role from tenancy.member where tenant_id = $1 and role = 'Admin'",
      [tenant.tenantId],
    );
    expect(rows).toHaveLength(1);
  }
});
