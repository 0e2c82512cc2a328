import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { seedApplication, seedFactor, seedPerson } from "./own-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REMOVE = "mutation ($id: ID!) { removeFactor(input: { id: $id }) { id factors { id name } } }";

test("removes one of the caller's own, and records it in every tenant of the account", async () => {
  const [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const clientId = await seedApplication(rooms);
  const person = await seedPerson(rooms, tenant, clientId);
  const there = await seedPerson(rooms, other, clientId);
  const { id, accountId } = await seedFactor(rooms, tenant, person);
  const left = await seedFactor(rooms, other, there, { name: "Tablet", accountId });
  const { data, refusals } = await ask(rooms.identity.subgraph, person.principal, REMOVE, { id });
  expect(refusals).toEqual([]);
  expect(data.removeFactor).toEqual({ id, factors: [{ id: left.id, name: "Tablet" }] });
  for (const [{ tenantId }, { userId }] of [
    [tenant, person],
    [other, there],
  ] as const)
    expect((await written(rooms, tenantId)).audit.at(-1)).toMatchObject({
      action: "factor.remove",
      actor_id: userId,
      target_id: userId,
    });
  const again = await ask(rooms.identity.subgraph, person.principal, REMOVE, { id });
  expect(again.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
