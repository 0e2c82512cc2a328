import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { type Person, seedApplication, seedFactor, seedPerson } from "./own-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REMOVE = "mutation ($id: ID!) { removeFactor(input: { id: $id }) { id } }";

const people = new WeakMap<TestTenant, Person>();

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: REMOVE,
  permission: "factor:remove",
  as: (tenant) => people.get(tenant)?.principal,
  async variables(tenant) {
    const person = await seedPerson(rooms, tenant, await seedApplication(rooms));
    people.set(tenant, person);
    return { id: (await seedFactor(rooms, tenant, person)).id };
  },
  unknown: () => ({ id: encodeId("factor", newUuid()) }),
});

const factorsLeft = async () =>
  (await rooms.platform.databases.owner.pool.query<{ id: string }>("select id from identity.totp order by id")).rows;

test("an application that a tenant registered changes no account, and says where people can", async () => {
  const tenant = await seedTenant(rooms);
  const person = await seedPerson(rooms, tenant, await seedApplication(rooms, tenant));
  const { id } = await seedFactor(rooms, tenant, person);
  const before = [await factorsLeft(), await written(rooms, tenant.tenantId)];
  for (const factor of [id, encodeId("factor", newUuid())]) {
    const { refusals } = await ask(rooms.identity.subgraph, person.principal, REMOVE, { id: factor });
    expect(refusals).toMatchObject([
      { code: "FORBIDDEN", message: expect.stringContaining("https://bulkhead.example/account") },
    ]);
  }
  expect([await factorsLeft(), await written(rooms, tenant.tenantId)]).toEqual(before);
});

test("nothing is removed by an old sign-in, by a password alone, or without either", async () => {
  const tenant = await seedTenant(rooms);
  const person = await seedPerson(rooms, tenant, await seedApplication(rooms));
  const { id } = await seedFactor(rooms, tenant, person);
  const { authTime = 0, ...nothing } = person.principal;
  for (const principal of [
    { ...person.principal, authTime: authTime - 901 },
    { ...person.principal, acr: "urn:bulkhead:acr:single-factor" },
    { ...person.principal, acr: "urn:bulkhead:acr:invented" },
    nothing,
  ]) {
    const { refusals } = await ask(rooms.identity.subgraph, principal, REMOVE, { id });
    expect(refusals).toMatchObject([
      {
        code: "INSUFFICIENT_AUTHENTICATION",
        extensions: { acrValues: ["urn:bulkhead:acr:multi-factor"], maxAge: 900 },
      },
    ]);
  }
  expect(await factorsLeft()).toContainEqual(expect.anything());
  expect((await ask(rooms.identity.subgraph, person.principal, REMOVE, { id })).refusals).toEqual([]);
});

test("nobody removes another's, of the same tenant or not, nor does a key (statement 38)", async () => {
  const [tenant, foreign] = [await seedTenant(rooms), await seedTenant(rooms)];
  const clientId = await seedApplication(rooms);
  const mine = await seedPerson(rooms, tenant, clientId);
  await seedFactor(rooms, tenant, mine);
  const colleague = await seedPerson(rooms, tenant, clientId);
  const stranger = await seedPerson(rooms, foreign, clientId);
  const theirs = [await seedFactor(rooms, tenant, colleague), await seedFactor(rooms, foreign, stranger)];
  const before = await factorsLeft();
  const unknown = await ask(rooms.identity.subgraph, mine.principal, REMOVE, { id: encodeId("factor", newUuid()) });
  expect(unknown.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  for (const { id } of theirs)
    for (const caller of [mine.principal, tenant.as.Admin, { ...mine.principal, kind: "client" as const }])
      expect(await ask(rooms.identity.subgraph, caller, REMOVE, { id })).toEqual(unknown);
  expect(await factorsLeft()).toEqual(before);
});
