import { afterAll, beforeAll, expect, test } from "vitest";
import { seedClient } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CLIENTS = `query Clients($first: Int, $after: String, $last: Int) {
  oauthClients(first: $first, after: $after, last: $last) {
    nodes { id kind name secrets { createdAt expiresAt } createdBy { id kind name } revokedAt }
    edges { cursor }
    pageInfo { hasNextPage endCursor }
  }
}`;

test("clients come oldest first, page by page, with everything but their secrets", async () => {
  const tenant = await seedTenant(rooms);
  const made = [];
  for (let n = 0; n < 5; n++) made.push(await seedClient(rooms, tenant.as.Admin));
  const clients = async (args: Record<string, unknown>) =>
    (await ask(rooms.identity.subgraph, tenant.as.Admin, CLIENTS, args)).data.oauthClients;
  const first = await clients({ first: 3 });
  expect(first.pageInfo.hasNextPage).toBe(true);
  const rest = await clients({ first: 3, after: first.pageInfo.endCursor });
  expect(rest.pageInfo.hasNextPage).toBe(false);
  const nodes = [...first.nodes, ...rest.nodes];
  expect(nodes.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
  expect(nodes[0]).toMatchObject({
    kind: "CONFIDENTIAL",
    secrets: [{ createdAt: expect.any(String), expiresAt: null }],
    createdBy: { id: tenant.as.Admin.id, kind: "API_KEY", name: "Admin key" },
    revokedAt: null,
  });
  expect((await clients({ last: 2 })).nodes.map(({ id }: { id: string }) => id)).toEqual(
    made.slice(3).map(({ id }) => id),
  );
  for (const { secret } of made) expect(JSON.stringify(nodes)).not.toContain(secret.slice(4));
});

test("fifty clients with their secrets and makers cost two statements", async () => {
  const tenant = await seedTenant(rooms);
  await Promise.all(Array.from({ length: 50 }, () => seedClient(rooms, tenant.as.Admin)));
  await rooms.platform.feed.settled();
  const read = () => ask(rooms.identity.subgraph, tenant.as.Admin, CLIENTS);
  await read();
  let statements = 0;
  const { pool } = rooms.platform.databases.identity;
  const count = () => void statements++;
  pool.on("acquire", count);
  const { data } = await read();
  pool.off("acquire", count);
  expect(data.oauthClients.nodes).toHaveLength(50);
  expect(statements).toBe(2);
});

test("a cursor of another list is refused", async () => {
  const tenant = await seedTenant(rooms);
  const keys = await ask(rooms.identity.subgraph, tenant.as.Admin, "{ apiKeys(first: 1) { edges { cursor } } }");
  const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, CLIENTS, {
    after: keys.data.apiKeys.edges[0].cursor,
  });
  expect(refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
});
