import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const KEYS = `query Keys($first: Int, $after: String) {
  apiKeys(first: $first, after: $after) {
    nodes { id name role createdBy { id kind name } createdAt revokedAt }
    pageInfo { hasNextPage endCursor }
  }
}`;

test("keys come oldest first, with everything but the key", async () => {
  const tenant = await seedTenant(rooms);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, KEYS, { first: 2 });
  expect(data.apiKeys.nodes).toHaveLength(2);
  expect(data.apiKeys.nodes[0]).toMatchObject({ createdBy: { id: "platform", kind: "PLATFORM" }, revokedAt: null });
  const rest = await ask(rooms.identity.subgraph, tenant.as.Admin, KEYS, { after: data.apiKeys.pageInfo.endCursor });
  const nodes = [...data.apiKeys.nodes, ...rest.data.apiKeys.nodes];
  const ids = nodes.map(({ id }: { id: string }) => id);
  expect(ids).toEqual([...ids].sort());
  expect(nodes.map(({ role }: { role: string }) => role).sort()).toEqual(["Admin", "Developer", "Viewer"]);
  const text = JSON.stringify(nodes);
  for (const key of Object.values(tenant.keys)) expect(text).not.toContain(key.split("_")[3]);
});

test("no key stands in the database, whole or in part", async () => {
  const tenant = await seedTenant(rooms);
  const { pool } = rooms.platform.databases.owner;
  const tables = ["identity.api_key", "platform.outbox", "platform.audit_event"];
  for (const table of tables) {
    const { rows } = await pool.query(`select t::text as row from ${table} t where tenant_id = $1`, [tenant.tenantId]);
    expect(rows.length).toBeGreaterThan(0);
    for (const key of Object.values(tenant.keys))
      expect(JSON.stringify(rows)).not.toContain(key.split("_")[3]?.slice(0, 20));
  }
});
