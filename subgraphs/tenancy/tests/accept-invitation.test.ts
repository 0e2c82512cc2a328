import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invite, seedInvitation } from "../../../tests/testkit/invitations.ts";
import {
  ask,
  openTestRooms,
  seedMember,
  seedTenant,
  seedUser,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const owner = () => rooms.platform.databases.owner.pool;

async function userOf({ tenantId }: TestTenant): Promise<string> {
  return tryDecodeId("user", await seedUser(rooms, tenantId)) ?? "";
}

function accept(token: string, userId: string) {
  return rooms.tenancy.acceptInvitation({ token, userId, requestId: "req_1", clientAddress: "203.0.113.7" });
}

test("the user becomes the member; use, member, events and audit events are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const { id, token } = await seedInvitation(rooms, tenant, { role: "Developer" });
  const before = await written(rooms, tenant.tenantId);
  const userId = await userOf(tenant);
  expect(await accept(token, userId)).toBe("ACCEPTED");
  expect(await rooms.tenancy.membershipOf(tenant.tenantId, userId)).toMatchObject({ role: "Developer" });
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length).filter(({ type }) => type !== "user.created");
  const audited = after.audit.slice(before.audit.length).filter(({ action }) => action !== "user.create");
  expect(events.map(({ type }) => type).sort()).toEqual(["invitation.accepted", "member.added"]);
  expect(audited.map(({ action }) => action).sort()).toEqual(["invitation.accept", "member.add"]);
  expect(new Set([...events, ...audited].map(({ xid }) => xid)).size).toBe(1);
  expect(audited.find(({ action }) => action === "invitation.accept")).toMatchObject({ target_id: id });
});

test("of ten at once one user is the member, and the same one may ask again", async () => {
  const tenant = await seedTenant(rooms);
  const { token } = await seedInvitation(rooms, tenant);
  const users = await Promise.all(Array.from({ length: 10 }, () => userOf(tenant)));
  const answers = await Promise.all(users.map((userId) => accept(token, userId)));
  expect(answers.toSorted()).toEqual(["ACCEPTED", ...Array(9).fill("DEAD")]);
  const winner = users[answers.indexOf("ACCEPTED")] ?? "";
  expect(await accept(token, winner)).toBe("ACCEPTED");
  const { rows } = await owner().query(
    "select user_id from tenancy.member where tenant_id = $1 and user_id = any($2)",
    [tenant.tenantId, users],
  );
  expect(rows).toEqual([{ user_id: winner }]);
});

test("somebody who was made a member meanwhile stays what they are", async () => {
  const tenant = await seedTenant(rooms);
  const { token } = await seedInvitation(rooms, tenant, { role: "Admin" });
  const member = await seedMember(rooms, tenant.tenantId, "Viewer");
  const userId = tryDecodeId("user", member.userId) ?? "";
  expect(await accept(token, userId)).toBe("ACCEPTED");
  expect(await rooms.tenancy.membershipOf(tenant.tenantId, userId)).toMatchObject({ role: "Viewer" });
});

test("a token is good in its own tenant only", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const { token } = await seedInvitation(rooms, mine);
  const bytes = Buffer.from(token, "base64url");
  Buffer.from(theirs.tenantId.replaceAll("-", ""), "hex").copy(bytes);
  const moved = bytes.toString("base64url");
  expect(await rooms.tenancy.invitationOf(moved)).toBeUndefined();
  expect(await accept(moved, await userOf(theirs))).toBe("DEAD");
});

test.each(["SUSPENDED", "CLOSING", "CLOSED"])("a tenant that is %s takes nobody in", async (status) => {
  const tenant = await seedTenant(rooms);
  const { token } = await seedInvitation(rooms, tenant);
  await owner().query(
    `update tenancy.tenant set status = $2, suspended_reason = case when $2 = 'SUSPENDED' then 'a test' end,
       closes_at = case when $2 like 'CLOS%' then now() end,
       close_requested_at = case when $2 = 'CLOSING' then now() end, closed_at = case when $2 = 'CLOSED' then now() end
     where tenant_id = $1`,
    [tenant.tenantId, status],
  );
  expect(await accept(token, await userOf(tenant))).toBe("INACTIVE");
});

describe("the role is given only while whoever vouches for it still holds it:", () => {
  /** Somebody of the tenant in person who invites to Developer. */
  async function invitedBy(tenant: TestTenant): Promise<{ token: string; memberId: string; userId: string }> {
    const { id: memberId, userId } = await seedMember(rooms, tenant.tenantId, "Admin");
    const authTime = Math.floor(Date.now() / 1_000);
    const acr = "urn:bulkhead:acr:multi-factor";
    const person = { ...tenant.as.Admin, kind: "user" as const, id: userId, acr, authTime };
    const { data } = await invite(rooms, tenant, { role: "Developer" }, person);
    const token = new URL(data.inviteMember.url).searchParams.get("token") ?? "";
    return { token, memberId, userId };
  }

  test.each<[string, (tenant: TestTenant, inviter: { memberId: string; userId: string }) => Promise<unknown>]>([
    [
      "demoted",
      (tenant, { memberId }) =>
        ask(
          rooms.tenancy.subgraph,
          tenant.as.Admin,
          `mutation ($id: ID!) { changeMemberRole(input: { id: $id, role: "Viewer" }) { member { id } } }`,
          { id: memberId },
        ),
    ],
    [
      "removed",
      (tenant, { memberId }) =>
        ask(
          rooms.tenancy.subgraph,
          tenant.as.Admin,
          "mutation ($id: ID!) { removeMember(input: { id: $id }) { id } }",
          {
            id: memberId,
          },
        ),
    ],
    [
      "locked",
      (tenant, { userId }) =>
        ask(
          rooms.identity.subgraph,
          tenant.as.Admin,
          `mutation ($id: ID!) { lockUser(input: { id: $id, reason: "a test" }) { user { id } } }`,
          { id: userId },
        ),
    ],
  ])("who was %s", async (_, change) => {
    const tenant = await seedTenant(rooms);
    const inviter = await invitedBy(tenant);
    expect(await rooms.tenancy.invitationOf(inviter.token)).toMatchObject({ isBacked: true });
    await change(tenant, inviter);
    expect(await rooms.tenancy.invitationOf(inviter.token)).toMatchObject({ isBacked: false });
    const userId = await userOf(tenant);
    expect(await accept(inviter.token, userId)).toBe("UNBACKED");
    expect(await rooms.tenancy.membershipOf(tenant.tenantId, userId)).toBeUndefined();
  });

  test("a key that was revoked", async () => {
    const tenant = await seedTenant(rooms);
    const { token } = await seedInvitation(rooms, tenant, { role: "Developer" });
    await ask(
      rooms.identity.subgraph,
      tenant.as.Admin,
      "mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }",
      {
        id: tenant.as.Admin.id,
      },
    );
    expect(await accept(token, await userOf(tenant))).toBe("UNBACKED");
  });

  test("a role that is gone, or has grown beyond the inviter's", async () => {
    const tenant = await seedTenant(rooms);
    const role = async (permissions: string[]) => {
      await owner().query("delete from tenancy.role where tenant_id = $1", [tenant.tenantId]);
      if (permissions.length > 0)
        await owner().query(
          `insert into tenancy.role (tenant_id, id, name, description, permissions, created_by)
           values ($1, $2, 'Auditor', '', $3, 'usr_nobody')`,
          [tenant.tenantId, newUuid(), permissions],
        );
    };
    const inviter = tenant.as.Developer;
    const { token, id } = await seedInvitation(rooms, tenant);
    const by = async (key: string) =>
      owner().query("update tenancy.invitation set role = 'Auditor', invited_by = $2 where tenant_id = $1", [
        tenant.tenantId,
        key,
      ]);
    await by(inviter.id);
    const userId = await userOf(tenant);
    await role([]);
    expect(await accept(token, userId)).toBe("UNBACKED");
    await role(["record:read", "audit-event:read"]);
    expect(await accept(token, userId)).toBe("UNBACKED");
    await role(["record:read"]);
    expect(await accept(token, userId)).toBe("ACCEPTED");
    expect(id).toMatch(/^inv_/);
  });
});

test("a demotion and an acceptance at once: never a member by whom nobody could be given the role", async () => {
  for (let round = 0; round < 5; round++) {
    const tenant = await seedTenant(rooms);
    const { id, userId } = await seedMember(rooms, tenant.tenantId, "Admin");
    const authTime = Math.floor(Date.now() / 1_000);
    const acr = "urn:bulkhead:acr:multi-factor";
    const person = { ...tenant.as.Admin, kind: "user" as const, id: userId, acr, authTime };
    const { data } = await invite(rooms, tenant, { role: "Admin" }, person);
    const token = new URL(data.inviteMember.url).searchParams.get("token") ?? "";
    const joining = await userOf(tenant);
    const source = `mutation ($id: ID!) { changeMemberRole(input: { id: $id, role: "Viewer" }) { member { id } } }`;
    const [accepted] = await Promise.all([
      accept(token, joining),
      ask(rooms.tenancy.subgraph, tenant.as.Admin, source, { id }),
    ]);
    const member = await rooms.tenancy.membershipOf(tenant.tenantId, joining);
    expect([accepted, member?.role]).toEqual(accepted === "ACCEPTED" ? ["ACCEPTED", "Admin"] : ["UNBACKED", undefined]);
  }
});
