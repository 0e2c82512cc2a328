import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, principalOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { seedKeyOf, seedServiceAccount } from "./service-account-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CHANGE = `mutation ($id: ID!, $role: String!) {
  changeServiceAccountRole(input: { id: $id, role: $role }) { serviceAccount { id role } }
}`;

test("its keys act with the new role when the answer is there; each of them has an event in the transaction", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedServiceAccount(rooms, tenant, "Developer");
  const keys = [await seedKeyOf(rooms, tenant, id), await seedKeyOf(rooms, tenant, id)];
  for (const { key } of keys) expect((await principalOf(rooms, key)).roles).toEqual(["Developer"]);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, CHANGE, { id, role: "Viewer" });
  expect(data.changeServiceAccountRole.serviceAccount).toEqual({ id, role: "Viewer" });
  for (const { key } of keys) expect((await principalOf(rooms, key)).roles).toEqual(["Viewer"]);
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events.map(({ type }) => type).sort()).toEqual([
    "api-key.role-changed",
    "api-key.role-changed",
    "service-account.role-changed",
  ]);
  expect(audited).toMatchObject([
    {
      action: "service-account-role.change",
      target_id: id,
      body: { detail: { from: "Developer", to: "Viewer", keys: 2 } },
    },
  ]);
  expect(new Set([...events, ...audited].map(({ xid }) => xid)).size).toBe(1);
});

test("one that was removed keeps what it was", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedServiceAccount(rooms, tenant);
  const remove = "mutation ($id: ID!) { removeServiceAccount(input: { id: $id }) { serviceAccount { id } } }";
  await ask(rooms.identity.subgraph, tenant.as.Admin, remove, { id });
  const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, CHANGE, { id, role: "Developer" });
  expect(refusals).toMatchObject([{ code: "CONFLICT" }]);
});

test("a key that is made while the role is changed has the role that the account then has", async () => {
  for (let round = 0; round < 5; round++) {
    const tenant = await seedTenant(rooms);
    const id = await seedServiceAccount(rooms, tenant, "Developer");
    const [made] = await Promise.all([
      seedKeyOf(rooms, tenant, id).catch(() => undefined),
      ask(rooms.identity.subgraph, tenant.as.Admin, CHANGE, { id, role: "Viewer" }),
    ]);
    if (made) expect((await principalOf(rooms, made.key)).roles).toEqual(["Viewer"]);
  }
});
