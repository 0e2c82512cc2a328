import { PASSWORD_ACR } from "@bulkhead/kernel/acr.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  activateUsers,
  adminsWhoSignIn,
  ask,
  openTestRooms,
  seedMember,
  seedTenant,
  seedUser,
  type TestRooms,
  type TestTenant,
  withPermissions,
  written,
} from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LOCK = 'mutation ($id: ID!) { lockUser(input: { id: $id, reason: "left" }) { user { id } } }';

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: LOCK,
  permission: "user:lock",
  variables: async ({ tenantId }) => ({ id: await seedUser(rooms, tenantId) }),
  unknown: () => ({ id: encodeId("user", newUuid()) }),
});

test("nobody locks themselves", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const signedIn = { acr: PASSWORD_ACR, authTime: Date.now() / 1_000 };
  const myself = { ...tenant.as.Admin, ...signedIn, kind: "user" as const, id: tenant.adminUserId };
  const { refusals } = await ask(rooms.identity.subgraph, myself, LOCK, { id: tenant.adminUserId });
  expect(refusals).toMatchObject([{ code: "CONFLICT" }]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("another tenant's attempt leaves a user as they are", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  await ask(rooms.identity.subgraph, mine.as.Admin, LOCK, { id: theirs.adminUserId });
  const source = "query ($id: ID!) { user(id: $id) { lockedAt } }";
  const { data } = await ask(rooms.identity.subgraph, theirs.as.Admin, source, { id: theirs.adminUserId });
  expect(data.user).toEqual({ lockedAt: null });
});

const lock = (caller: TestTenant["as"]["Admin"], id: string) => ask(rooms.identity.subgraph, caller, LOCK, { id });

/** A role of one's own that looks and locks. */
function locker({ as: { Viewer } }: TestTenant) {
  return withPermissions(Viewer, new Set([...Viewer.permissions, "user:lock"] as const));
}

test("whoever may lock locks nobody who holds what they lack", async () => {
  const tenant = await seedTenant(rooms);
  const source = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { name } } }";
  const auditor = { name: "Auditor", description: "Reads the log.", permissions: ["audit-event:read"] };
  expect((await ask(rooms.tenancy.subgraph, tenant.as.Admin, source, { i: auditor })).refusals).toEqual([]);
  const ADD = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
  const userId = await seedUser(rooms, tenant.tenantId);
  await ask(rooms.tenancy.subgraph, tenant.as.Admin, ADD, { i: { userId, role: "Auditor" } });
  const admin = await seedMember(rooms, tenant.tenantId, "Admin");
  const before = await written(rooms, tenant.tenantId);
  const missing = [
    [admin.userId, expect.arrayContaining(["api-key:create", "user:unlock"])],
    [tenant.adminUserId, expect.arrayContaining(["api-key:create"])],
    [userId, ["audit-event:read"]],
  ] as const;
  for (const [id, lacked] of missing)
    expect((await lock(locker(tenant), id)).refusals).toMatchObject([
      { code: "FORBIDDEN", extensions: { missing: lacked } },
    ]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);

  const { userId: colleague } = await seedMember(rooms, tenant.tenantId, "Viewer");
  for (const id of [colleague, await seedUser(rooms, tenant.tenantId)])
    expect((await lock(locker(tenant), id)).refusals).toEqual([]);
});

test("who is limited to some collections locks nobody who reaches others", async () => {
  const tenant = await seedTenant(rooms);
  const { userId } = await seedMember(rooms, tenant.tenantId, "Viewer");
  const limited = { ...tenant.as.Admin, collections: new Set(["notes"]) };
  expect((await lock(limited, userId)).refusals).toMatchObject([{ code: "FORBIDDEN" }]);
});

test("the last Admin who can sign in is not locked; one who is locked or never came does not count", async () => {
  const tenant = await seedTenant(rooms);
  const [locked, never, last] = [
    await seedMember(rooms, tenant.tenantId, "Admin"),
    await seedMember(rooms, tenant.tenantId, "Admin"),
    await seedMember(rooms, tenant.tenantId, "Admin"),
  ];
  await activateUsers(rooms, [locked.userId, last.userId]);
  expect((await lock(tenant.as.Admin, locked.userId)).refusals).toEqual([]);
  const before = await written(rooms, tenant.tenantId);
  expect((await lock(tenant.as.Admin, last.userId)).refusals).toMatchObject([
    { code: "CONFLICT", message: expect.stringContaining("another member Admin") },
  ]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
  await activateUsers(rooms, [never.userId]);
  expect((await lock(tenant.as.Admin, last.userId)).refusals).toEqual([]);
  expect(await adminsWhoSignIn(rooms, tenant.tenantId)).toHaveLength(1);
});

test("where no Admin has come yet one of them stays unlocked", async () => {
  const tenant = await seedTenant(rooms);
  const { userId } = await seedMember(rooms, tenant.tenantId, "Admin");
  expect((await lock(tenant.as.Admin, userId)).refusals).toEqual([]);
  expect((await lock(tenant.as.Admin, tenant.adminUserId)).refusals).toMatchObject([{ code: "CONFLICT" }]);
});

test("of Admins who lock each other at the same moment one stays", async () => {
  for (let round = 0; round < 20; round++) {
    const tenant = await seedTenant(rooms);
    const { userId } = await seedMember(rooms, tenant.tenantId, "Admin");
    const both = [tenant.adminUserId, userId];
    await activateUsers(rooms, both);
    const answers = await Promise.all(both.map((id) => lock(tenant.as.Admin, id)));
    expect(answers.flatMap(({ refusals }) => refusals).map(({ code }) => code)).toEqual(["CONFLICT"]);
    expect(await adminsWhoSignIn(rooms, tenant.tenantId)).toHaveLength(1);
  }
}, 60_000);
