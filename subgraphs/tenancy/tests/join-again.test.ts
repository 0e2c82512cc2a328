import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedMember,
  seedTenant,
  seedUser,
  type TestRooms,
  type TestTenant,
} from "../../../tests/testkit/rooms.ts";
import { until } from "../../../tests/testkit/until.ts";
import { endMembership, turnAtTenant } from "../src/change-members.ts";
import { askToJoin, joinAs, newestRequest, verifiedDomain } from "./joining.ts";

/** By a domain that lets everybody in nobody undoes what an Admin did. */
let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const MEMBERS = "{ members { nodes { id user { id } role { name } } } }";
const REMOVE = "mutation ($id: ID!) { removeMember(input: { id: $id }) { id } }";
const CHANGE = 'mutation ($id: ID!) { changeMemberRole(input: { id: $id, role: "Viewer" }) { member { id } } }';
const LEAVE = "mutation { leaveTenant(input: { confirm: true }) { id } }";
const DECLINE = "mutation ($id: ID!) { declineJoinRequest(input: { id: $id }) { joinRequest { status } } }";
const APPROVE = "mutation ($id: ID!) { approveJoinRequest(input: { id: $id }) { joinRequest { status } } }";

async function asAdmin(tenant: TestTenant, source: string, id: string): Promise<void> {
  expect((await ask(rooms.tenancy.subgraph, tenant.as.Admin, source, { id })).refusals).toEqual([]);
}

async function memberOf(
  tenant: TestTenant,
  userId: string,
): Promise<{ id: string; role: { name: string } } | undefined> {
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, MEMBERS);
  return data.members.nodes.find(({ user }: { user: { id: string } }) => user.id === userId);
}

async function open() {
  const tenant = await seedTenant(rooms);
  const { name } = await verifiedDomain(rooms, tenant, { join: "AUTOMATIC", role: "Developer" });
  const { userId, state } = await askToJoin(rooms, tenant, name);
  expect(state).toBe("MEMBER");
  const again = () => joinAs(rooms, tenant, userId, name);
  return { tenant, name, userId, again, id: (await memberOf(tenant, userId))?.id ?? "" };
}

test("whoever was removed asks, may be declined, and is in again when somebody says so", async () => {
  const { tenant, userId, again, id } = await open();
  await asAdmin(tenant, REMOVE, id);
  expect(await again()).toBe("REQUESTED");
  expect(await memberOf(tenant, userId)).toBeUndefined();

  await asAdmin(tenant, DECLINE, (await newestRequest(rooms, tenant)).id);
  expect(await again()).toBe("DECLINED");
  await rooms.platform.databases.owner.pool.query(
    "update tenancy.join_request set decided_at = now() - interval '8 days' where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(await again()).toBe("REQUESTED");
  await asAdmin(tenant, APPROVE, (await newestRequest(rooms, tenant)).id);
  expect(await again()).toBe("MEMBER");
  // However often.
  await asAdmin(tenant, REMOVE, (await memberOf(tenant, userId))?.id ?? "");
  expect(await again()).toBe("REQUESTED");
});

test("whoever was demoted does not leave and come back with the role of the domain", async () => {
  const { tenant, userId, again, id } = await open();
  await asAdmin(tenant, CHANGE, id);
  const person: Principal = {
    ...tenant.as.Viewer,
    kind: "user",
    id: userId,
    acr: "urn:bulkhead:acr:multi-factor",
    authTime: Math.floor(Date.now() / 1_000),
  };
  expect((await ask(rooms.tenancy.subgraph, person, LEAVE)).refusals).toEqual([]);
  expect(await again()).toBe("REQUESTED");
  expect(await memberOf(tenant, userId)).toBeUndefined();
});

test("what is offered to them is to ask; to others, and in other tenants, it is what the domain says", async () => {
  const { tenant, name, userId, id } = await open();
  const other = await open();
  await asAdmin(tenant, REMOVE, id);
  const offer = async (users: Record<string, string>, domain = name) =>
    (await rooms.tenancy.onboarding.joinOffer(`somebody@${domain}`, users))?.state;
  const uuid = tryDecodeId("user", userId) ?? "";
  expect(await offer({ [tenant.tenantId]: uuid })).toBe("APPROVAL");
  expect(await offer({})).toBe("AUTOMATIC");
  expect(await offer({ [other.tenant.tenantId]: uuid }, other.name)).toBe("AUTOMATIC");
  expect((await askToJoin(rooms, tenant, name)).state).toBe("MEMBER");
});

test("a member who was added by an Admin and removed is no newcomer either", async () => {
  const tenant = await seedTenant(rooms);
  const { name } = await verifiedDomain(rooms, tenant, { join: "AUTOMATIC" });
  const { id, userId } = await seedMember(rooms, tenant.tenantId, "Viewer");
  await asAdmin(tenant, REMOVE, id);
  expect(await joinAs(rooms, tenant, userId, name)).toBe("REQUESTED");
});

test("whoever joins while they are added and removed is not left inside", async () => {
  const tenant = await seedTenant(rooms);
  const { name } = await verifiedDomain(rooms, tenant, { join: "AUTOMATIC" });
  const userId = await seedUser(rooms, tenant.tenantId);
  const [member, uuid] = [newUuid(), tryDecodeId("user", userId)];
  const admin = await rooms.platform.databases.owner.pool.connect();
  try {
    await admin.query("begin");
    await admin.query("select set_config('app.tenant_id', $1, true)", [tenant.tenantId]);
    await admin.query(turnAtTenant(tenant.tenantId));
    await admin.query("insert into tenancy.member (tenant_id, id, user_id, role) values ($1, $2, $3, 'Viewer')", [
      tenant.tenantId,
      member,
      uuid,
    ]);
    const joining = joinAs(rooms, tenant, userId, name);
    await until(async () => {
      const { rowCount } = await rooms.platform.databases.owner.pool.query(
        "select from pg_stat_activity where datname = current_database() and usename = 'bulkhead_tenancy' and wait_event_type = 'Lock'",
      );
      return rowCount === 1;
    });
    await admin.query(endMembership(tenant.tenantId, member));
    await admin.query("commit");
    expect(await joining).toBe("REQUESTED");
  } finally {
    admin.release(true);
  }
  expect(await memberOf(tenant, userId)).toBeUndefined();
});
