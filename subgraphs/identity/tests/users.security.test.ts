import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: "{ users { nodes { id } } }",
  permission: "user:read",
  variables: () => ({}),
});

test("no other tenant's user is ever listed", async () => {
  const [mine] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const { data } = await ask(rooms.identity.subgraph, mine.as.Admin, "{ users(first: 500) { nodes { id } } }");
  expect(data.users.nodes).toEqual([{ id: mine.adminUserId }]);
});

test("row-level security alone, without the tenant predicate, shows no other tenant's rows", async () => {
  const [mine] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const client = await rooms.platform.databases.identity.pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [mine.tenantId]);
    for (const table of ['identity."user"', "identity.api_key"]) {
      const { rows } = await client.query(`select distinct tenant_id from ${table}`);
      expect(rows).toEqual([{ tenant_id: mine.tenantId }]);
    }
    await client.query("rollback");
    const { rows } = await client.query('select from identity."user"');
    expect(rows).toEqual([]);
  } finally {
    client.release();
  }
});
