import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { seedServiceAccount } from "./service-account-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String) {
  serviceAccounts(first: $first, after: $after, last: $last, before: $before) {
    nodes { id } pageInfo { hasNextPage startCursor endCursor }
  }
}`;

test("oldest first, a page at a time, forward and backward; another tenant's are never listed", async () => {
  const [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  await seedServiceAccount(rooms, other);
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) ids.push(await seedServiceAccount(rooms, tenant));
  const page = async (variables: object) =>
    (await ask(rooms.identity.subgraph, tenant.as.Admin, LIST, { ...variables })).data.serviceAccounts;
  const idsOf = ({ nodes }: { nodes: { id: string }[] }) => nodes.map(({ id }) => id);
  const first = await page({ first: 2 });
  expect([idsOf(first), first.pageInfo.hasNextPage]).toEqual([ids.slice(0, 2), true]);
  const second = await page({ first: 2, after: first.pageInfo.endCursor });
  expect(idsOf(second)).toEqual(ids.slice(2));
  expect(idsOf(await page({ last: 1, before: second.pageInfo.startCursor }))).toEqual(ids.slice(1, 2));
});

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: LIST,
  permission: "service-account:read",
  variables: () => ({}),
});
