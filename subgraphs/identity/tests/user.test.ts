import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, seedUser, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

test("a user is found by its id", async () => {
  const tenant = await seedTenant(rooms);
  const { data } = await ask(
    rooms.identity.subgraph,
    tenant.as.Viewer,
    "query U($id: ID!) { user(id: $id) { id email name } }",
    {
      id: tenant.adminUserId,
    },
  );
  expect(data.user).toEqual({ id: tenant.adminUserId, email: `admin@${tenant.slug}.example`, name: "Ada Admin" });
});

test("users referred to by another subgraph are read in one statement, however many there are", async () => {
  const tenant = await seedTenant(rooms);
  const ids = [tenant.adminUserId, await seedUser(rooms, tenant.tenantId), await seedUser(rooms, tenant.tenantId)];
  let checkouts = 0;
  const { pool } = rooms.platform.databases.identity;
  const count = () => void checkouts++;
  pool.on("acquire", count);
  const { data } = await ask(
    rooms.identity.subgraph,
    tenant.as.Viewer,
    "query E($r: [_Any!]!) { _entities(representations: $r) { ... on User { id } } }",
    { r: [...ids, ...ids].map((id) => ({ __typename: "User", id })) },
  );
  pool.off("acquire", count);
  expect(data._entities.map(({ id }: { id: string }) => id)).toEqual([...ids, ...ids]);
  expect(checkouts).toBe(1);
});
