import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, seedUser, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const USERS = `query Users($first: Int, $after: String, $last: Int, $before: String) {
  users(first: $first, after: $after, last: $last, before: $before) {
    nodes { id email name createdAt }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

test("users come oldest first, page by page, forward and back again", async () => {
  const tenant = await seedTenant(rooms);
  const made = [tenant.adminUserId];
  for (let n = 0; n < 4; n++) made.push(await seedUser(rooms, tenant.tenantId));
  const page = async (variables: object) => {
    const { data } = await ask(rooms.identity.subgraph, tenant.as.Viewer, USERS, { ...variables });
    const { nodes, pageInfo } = data.users;
    return { ids: nodes.map(({ id }: { id: string }) => id), ...pageInfo };
  };
  const one = await page({ first: 3 });
  expect(one).toMatchObject({ ids: made.slice(0, 3), hasNextPage: true, hasPreviousPage: false });
  const two = await page({ first: 3, after: one.endCursor });
  expect(two).toMatchObject({ ids: made.slice(3), hasNextPage: false, hasPreviousPage: true });
  expect(await page({ last: 2, before: two.startCursor })).toMatchObject({
    ids: made.slice(1, 3),
    hasPreviousPage: true,
  });
});
