import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  seedUser,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
let tenant: TestTenant;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
});
afterAll(() => rooms.stop());

const CREATE = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { name } } }";
const DELETE = "mutation ($name: String!) { deleteRole(input: { name: $name }) { name } }";
const ADD = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
const REMOVE = "mutation ($id: ID!) { removeMember(input: { id: $id }) { id } }";

const CREATE_KEY = 'mutation ($role: String!) { createApiKey(input: { name: "k", role: $role }) { apiKey { id } } }';
const REVOKE_KEY = "mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }";

const asAdmin = (source: string, variables: Record<string, unknown>) =>
  ask(rooms.tenancy.subgraph, tenant.as.Admin, source, variables);

let made = 0;
async function newRole(): Promise<string> {
  const name = `Role ${++made}`;
  await asAdmin(CREATE, { i: { name, description: "x", permissions: ["record:read"] } });
  return name;
}

test("a role that nobody holds is deleted, with its event and its audit event", async () => {
  const name = await newRole();
  const before = await written(rooms, tenant.tenantId);
  expect((await asAdmin(DELETE, { name })).data).toEqual({ deleteRole: { name } });
  const after = await written(rooms, tenant.tenantId);
  expect(after.outbox.slice(before.outbox.length)).toMatchObject([{ type: "role.deleted", payload: { name } }]);
  expect(after.audit.slice(before.audit.length)).toMatchObject([{ action: "role.delete", body: { detail: { name } } }]);
  expect((await asAdmin(DELETE, { name })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("a role that a member holds stays until they have another", async () => {
  const name = await newRole();
  const { data } = await asAdmin(ADD, { i: { userId: await seedUser(rooms, tenant.tenantId), role: name } });
  expect((await asAdmin(DELETE, { name })).refusals).toMatchObject([
    { code: "CONFLICT", extensions: { members: 1, credentials: 0 } },
  ]);
  await asAdmin(REMOVE, { id: data.addMember.member.id });
  expect((await asAdmin(DELETE, { name })).refusals).toEqual([]);
});

test("a role that a key holds stays until the key is revoked", async () => {
  const name = await newRole();
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE_KEY, { role: name });
  expect((await asAdmin(DELETE, { name })).refusals).toMatchObject([
    { code: "CONFLICT", extensions: { members: 0, credentials: 1 } },
  ]);
  await ask(rooms.identity.subgraph, tenant.as.Admin, REVOKE_KEY, { id: data.createApiKey.apiKey.id });
  expect((await asAdmin(DELETE, { name })).refusals).toEqual([]);
});

test.each(["Admin", "Developer", "Viewer"])("%s is predefined and stays", async (name) => {
  expect((await asAdmin(DELETE, { name })).refusals).toMatchObject([{ code: "CONFLICT" }]);
});

test("whoever is given a role while it is deleted has it or is told that there is none: nobody is left without", async () => {
  for (let round = 0; round < 6; round++) {
    const name = await newRole();
    const userId = await seedUser(rooms, tenant.tenantId);
    const [added, deleted] = await Promise.all([
      asAdmin(ADD, { i: { userId, role: name } }),
      asAdmin(DELETE, { name }),
    ]);
    const outcome = [added, deleted].map(({ refusals }) => refusals[0]?.code ?? "ok");
    expect([
      ["ok", "CONFLICT"],
      ["NOT_FOUND", "ok"],
    ]).toContainEqual(outcome);
  }
});
