import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { seedKeyOf, seedServiceAccount } from "./service-account-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REMOVE = "mutation ($id: ID!) { removeServiceAccount(input: { id: $id }) { serviceAccount { id removedAt } } }";

test("no key outlives it; each of them has its own events in the transaction, and twice is once", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedServiceAccount(rooms, tenant, "Developer");
  const keys = [await seedKeyOf(rooms, tenant, id), await seedKeyOf(rooms, tenant, id)];
  for (const { key } of keys) expect(await rooms.identity.authenticateApiKey(key)).toBeDefined();
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, REMOVE, { id });
  expect(data.removeServiceAccount.serviceAccount).toEqual({ id, removedAt: expect.any(String) });
  for (const { key } of keys) expect(await rooms.identity.authenticateApiKey(key)).toBeUndefined();
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events.map(({ type }) => type).sort()).toEqual([
    "api-key.revoked",
    "api-key.revoked",
    "service-account.removed",
  ]);
  expect(audited.map(({ action }) => action).sort()).toEqual([
    "api-key.revoke",
    "api-key.revoke",
    "service-account.remove",
  ]);
  expect(new Set([...events, ...audited].map(({ xid }) => xid)).size).toBe(1);
  const again = await ask(rooms.identity.subgraph, tenant.as.Admin, REMOVE, { id });
  expect(again.data).toEqual(data);
});

test("it gets no more keys, not even one that is made at the same time", async () => {
  for (let round = 0; round < 5; round++) {
    const tenant = await seedTenant(rooms);
    const id = await seedServiceAccount(rooms, tenant);
    const [made] = await Promise.all([
      seedKeyOf(rooms, tenant, id).catch(() => undefined),
      ask(rooms.identity.subgraph, tenant.as.Admin, REMOVE, { id }),
    ]);
    if (made) expect(await rooms.identity.authenticateApiKey(made.key)).toBeUndefined();
    await expect(seedKeyOf(rooms, tenant, id)).rejects.toThrow("CONFLICT");
  }
});

test("what its keys did keeps its name", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedServiceAccount(rooms, tenant);
  const { id: keyId } = await seedKeyOf(rooms, tenant, id, "prod");
  await ask(rooms.identity.subgraph, tenant.as.Admin, REMOVE, { id });
  const source = `query ($id: ID!) { _entities(representations: [{ __typename: "Actor", id: $id }]) { ... on Actor { name } } }`;
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, source, { id: keyId });
  expect(data._entities).toEqual([{ name: expect.stringMatching(/^Robot \d+ \/ prod$/) }]);
});
