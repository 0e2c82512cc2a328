import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { grantEnds } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { type Person, seedApplication, seedPerson } from "./own-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REVOKE = "mutation ($id: ID!) { revokeSession(input: { id: $id }) { session { id } } }";

const people = new WeakMap<TestTenant, Person>();

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: REVOKE,
  permission: "session:revoke",
  as: (tenant) => people.get(tenant)?.principal,
  async variables(tenant) {
    const person = await seedPerson(rooms, tenant, await seedApplication(rooms));
    people.set(tenant, person);
    return { id: person.grantId };
  },
  unknown: () => ({ id: encodeId("grant", newUuid()) }),
});

test("nobody ends another's session, not even an Admin by key or in person (statement 38)", async () => {
  const tenant = await seedTenant(rooms);
  const clientId = await seedApplication(rooms);
  const [mine, theirs] = [await seedPerson(rooms, tenant, clientId), await seedPerson(rooms, tenant, clientId)];
  const adminInPerson = { ...tenant.as.Admin, kind: "user" as const, id: tenant.adminUserId };
  const unknown = await ask(rooms.identity.subgraph, mine.principal, REVOKE, { id: encodeId("grant", newUuid()) });
  expect(unknown.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  for (const caller of [mine.principal, tenant.as.Admin, adminInPerson])
    expect(await ask(rooms.identity.subgraph, caller, REVOKE, { id: theirs.grantId })).toEqual(unknown);
  expect(await grantEnds(rooms, tenant.tenantId)).toEqual({ [mine.grantId]: null, [theirs.grantId]: null });
});

test("a key has no session, not even one that it is named for", async () => {
  const tenant = await seedTenant(rooms);
  const { principal, grantId } = await seedPerson(rooms, tenant, await seedApplication(rooms));
  const asMachine = { ...principal, kind: "client" as const };
  const { refusals } = await ask(rooms.identity.subgraph, asMachine, REVOKE, { id: grantId });
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
