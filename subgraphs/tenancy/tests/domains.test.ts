import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { addDomain, newDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

test("a tenant's domains come by name, and nobody else's do", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  const names = [newDomain(), newDomain()].sort().reverse();
  for (const name of names) await addDomain(rooms, mine, { name });
  await addDomain(rooms, theirs);
  const { data } = await ask(
    rooms.tenancy.subgraph,
    mine.as.Admin,
    "{ domains { name join role checkedAt createdAt } }",
  );
  const common = { join: "OFF", role: "Viewer", checkedAt: null, createdAt: expect.stringMatching(/Z$/) };
  expect(data.domains).toEqual(names.toReversed().map((name) => ({ name, ...common })));
});
