import type { Permission } from "@bulkhead/kernel/permission.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

/** A tenant is never left without an Admin who can act, and nobody takes away what they do not hold. */
let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

interface Person {
  id: string;
  userId: string;
}

const CHANGE = "mutation ($i: ChangeMemberRoleInput!) { changeMemberRole(input: $i) { member { id } } }";
const REMOVE = "mutation ($id: ID!) { removeMember(input: { id: $id }) { id } }";
const LOCK = 'mutation ($id: ID!) { lockUser(input: { id: $id, reason: "left" }) { user { id } } }';

const inPerson = (tenant: TestTenant, { userId }: Person): Principal => ({
  ...tenant.as.Admin,
  kind: "user",
  id: userId,
  acr: "urn:bulkhead:acr:multi-factor",
  authTime: Math.floor(Date.now() / 1_000),
});

const leave = (tenant: TestTenant, person: Person) =>
  ask(rooms.tenancy.subgraph, inPerson(tenant, person), "mutation { leaveTenant(input: { confirm: true }) { id } }");
const remove = (tenant: TestTenant, { id }: Person, by = tenant.as.Admin) =>
  ask(rooms.tenancy.subgraph, by, REMOVE, { id });
const demote = (tenant: TestTenant, { id }: Person, by = tenant.as.Admin, role = "Viewer") =>
  ask(rooms.tenancy.subgraph, by, CHANGE, { i: { id, role } });
const lock = (tenant: TestTenant, { userId }: Person) =>
  ask(rooms.identity.subgraph, tenant.as.Admin, LOCK, { id: userId });

const WAYS_OUT = { leaves: leave, "is removed": remove, "is demoted": demote };
const codes = (answers: { refusals: { code: unknown }[] }[]) =>
  answers.flatMap(({ refusals }) => refusals).map(({ code }) => code);

/** A tenant with these Admins; the one who registered it is one of them. */
async function seedAdmins(count: number): Promise<{ tenant: TestTenant; admins: [Person, Person, ...Person[]] }> {
  const tenant = await seedTenant(rooms);
  const first = { id: tenant.adminMemberId, userId: tenant.adminUserId };
  const others = Array.from({ length: count - 1 }, () => seedMember(rooms, tenant.tenantId, "Admin"));
  const admins: Person[] = [first, ...(await Promise.all(others))];
  return { tenant, admins: admins as [Person, Person, ...Person[]] };
}

describe.each(Object.entries(WAYS_OUT))("an Admin %s", (_, out) => {
  test("not while all others are locked or never came", async () => {
    const { tenant, admins } = await seedAdmins(3);
    const [last, locked, never] = admins;
    await activateUsers(rooms, [last.userId, locked.userId]);
    expect((await lock(tenant, locked)).refusals).toEqual([]);
    const before = await written(rooms, tenant.tenantId);
    expect((await out(tenant, last)).refusals).toMatchObject([
      { code: "CONFLICT", message: expect.stringMatching(/last Admin .* can sign in/) },
    ]);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);
    await activateUsers(rooms, [(never as Person).userId]);
    expect((await out(tenant, last)).refusals).toEqual([]);
    expect(await adminsWhoSignIn(rooms, tenant.tenantId)).toHaveLength(1);
  });

  test("who cannot sign in, while somebody stays who can", async () => {
    const { tenant, admins } = await seedAdmins(3);
    const [stays, locked, never] = admins;
    await activateUsers(rooms, [stays.userId, locked.userId]);
    await lock(tenant, locked);
    expect(codes([await out(tenant, locked), await out(tenant, never as Person)])).toEqual([]);
  });

  test("where none has come yet, but for the last one who may", async () => {
    const { tenant, admins } = await seedAdmins(3);
    const [locked, second, third] = admins;
    expect(codes([await lock(tenant, locked), await out(tenant, second)])).toEqual([]);
    expect(codes([await out(tenant, third as Person)])).toEqual(["CONFLICT"]);
  });

  test("where all are locked, but for the last one", async () => {
    const { tenant, admins } = await seedAdmins(2);
    const text = `update identity."user" set locked_at = now() where tenant_id = $1`;
    await rooms.platform.databases.owner.pool.query(text, [tenant.tenantId]);
    expect(codes([await out(tenant, admins[0]), await out(tenant, admins[1])])).toEqual(["CONFLICT"]);
  });

  test("at the moment at which the other one is locked: one stays who can sign in", async () => {
    for (let round = 0; round < 20; round++) {
      const { tenant, admins } = await seedAdmins(2);
      const [first, second] = admins;
      await activateUsers(
        rooms,
        admins.map(({ userId }) => userId),
      );
      expect(codes(await Promise.all([lock(tenant, first), out(tenant, second)]))).toEqual(["CONFLICT"]);
      expect(await adminsWhoSignIn(rooms, tenant.tenantId)).toHaveLength(1);
    }
  }, 60_000);
});

test("however Admins lock, leave, remove and demote each other at once, one stays who can sign in", async () => {
  for (let round = 0; round < 10; round++) {
    const { tenant, admins } = await seedAdmins(4);
    await activateUsers(
      rooms,
      admins.map(({ userId }) => userId),
    );
    const ways = [lock, ...Object.values(WAYS_OUT)];
    expect(codes(await Promise.all(ways.map((way, n) => way(tenant, admins[n] as Person))))).toEqual(["CONFLICT"]);
    expect(await adminsWhoSignIn(rooms, tenant.tenantId)).toHaveLength(1);
  }
}, 60_000);

test("more at once than the rooms have connections to the database: each has its answer, and one stays", async () => {
  const { tenant, admins } = await seedAdmins(14);
  await activateUsers(
    rooms,
    admins.map(({ userId }) => userId),
  );
  const answers = await Promise.all(admins.map((admin, n) => (n % 2 ? lock : remove)(tenant, admin)));
  expect(codes(answers)).toEqual(["CONFLICT"]);
  expect(await adminsWhoSignIn(rooms, tenant.tenantId)).toHaveLength(1);
}, 60_000);

describe("nobody takes away what they do not hold:", () => {
  /** A role of one's own that looks, and changes who is a member. */
  function changer({ as: { Viewer } }: TestTenant, more: readonly Permission[] = []): Principal {
    const added = ["member:remove", "member-role:change", ...more] as const;
    return withPermissions(Viewer, new Set([...Viewer.permissions, ...added]));
  }

  async function seedAuditor(tenant: TestTenant): Promise<Person> {
    const make = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { name } } }";
    const role = { name: "Auditor", description: "Reads the log.", permissions: ["audit-event:read"] };
    const add = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
    const userId = await seedUser(rooms, tenant.tenantId);
    await ask(rooms.tenancy.subgraph, tenant.as.Admin, make, { i: role });
    const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, add, { i: { userId, role: "Auditor" } });
    return { id: data.addMember.member.id, userId };
  }

  test.each([
    ["removes", remove],
    ["demotes", demote],
  ])("somebody with less %s no Admin, and nobody with a role of the tenant's own that gives more", async (_, out) => {
    const { tenant, admins } = await seedAdmins(2);
    const auditor = await seedAuditor(tenant);
    const before = await written(rooms, tenant.tenantId);
    for (const admin of admins)
      expect((await out(tenant, admin, changer(tenant))).refusals).toMatchObject([
        { code: "FORBIDDEN", extensions: { missing: expect.arrayContaining(["api-key:create"]) } },
      ]);
    expect((await out(tenant, auditor, changer(tenant))).refusals).toMatchObject([
      { code: "FORBIDDEN", extensions: { missing: ["audit-event:read"] } },
    ]);
    const limited = { ...tenant.as.Admin, collections: new Set(["notes"]) };
    expect((await out(tenant, admins[1], limited)).refusals).toMatchObject([{ code: "FORBIDDEN" }]);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);

    expect((await out(tenant, auditor, changer(tenant, ["audit-event:read"]))).refusals).toEqual([]);
    const viewer = await seedMember(rooms, tenant.tenantId, "Viewer");
    expect((await out(tenant, viewer, changer(tenant))).refusals).toEqual([]);
  });

  test("whoever leaves takes nothing from others", async () => {
    const tenant = await seedTenant(rooms);
    const viewer = await seedMember(rooms, tenant.tenantId, "Viewer");
    expect((await leave(tenant, viewer)).refusals).toEqual([]);
  });
});
