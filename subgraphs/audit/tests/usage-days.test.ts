import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const DAYS = `query ($from: String, $to: String, $first: Int, $after: String, $last: Int, $before: String) {
  usageDays(from: $from, to: $to, first: $first, after: $after, last: $last, before: $before) {
    nodes { day operation requests actor { id } } pageInfo { hasNextPage startCursor endCursor } } }`;

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.audit.subgraph,
  source: DAYS,
  permission: "usage:read",
  variables: () => ({}),
});

/** As the gateway writes them; the last is what was too much to tell apart. */
async function seedDays({ tenantId }: TestTenant): Promise<void> {
  await rooms.platform.databases.owner.pool.query(
    `insert into platform.usage_day (tenant_id, quota, day, operation, credential, amount) values
       ($1, 'requests', '2026-11-01', 'Query.records', 'key_a', 5), ($1, 'requests', '2026-11-02', 'Query.me', 'key_a', 1),
       ($1, 'requests', '2026-11-02', 'Query.records', 'key_a', 2), ($1, 'requests', '2026-11-02', 'Query.records', 'key_b', 3),
       ($1, 'requests', '2026-11-03', 'other', 'other', 9), ($1, 'webhookDeliveries', '2026-11-03', 'x', 'y', 7)`,
    [tenantId],
  );
}

test("days come newest first, each operation and caller apart, and paging meets each once", async () => {
  const tenant = await seedTenant(rooms);
  await seedDays(tenant);
  const page = async (variables: Record<string, unknown>) =>
    (await ask(rooms.audit.subgraph, tenant.as.Admin, DAYS, variables)).data.usageDays;
  const first = await page({ first: 2 });
  const second = await page({ first: 9, after: first.pageInfo.endCursor });
  const all = [...first.nodes, ...second.nodes];
  expect(all.map(({ day, requests }: { day: string; requests: number }) => `${day} ${requests}`)).toEqual([
    "2026-11-03 9",
    "2026-11-02 3",
    "2026-11-02 2",
    "2026-11-02 1",
    "2026-11-01 5",
  ]);
  expect(all.map(({ actor }) => actor?.id ?? null)).toEqual([null, "key_b", "key_a", "key_a", "key_a"]);
  expect((await page({ last: 1, before: second.pageInfo.startCursor })).nodes).toEqual(first.nodes.slice(1));
  expect((await page({ from: "2026-11-01", to: "2026-11-01" })).nodes).toHaveLength(1);
});

test("another tenant's numbers are never among them", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  await seedDays(theirs);
  expect((await ask(rooms.audit.subgraph, mine.as.Admin, DAYS)).data.usageDays.nodes).toEqual([]);
});

test.each(["yesterday", "2026-02-30", "2026-11-1", ""])("%j is no day", async (from) => {
  const { as } = await seedTenant(rooms);
  const { refusals } = await ask(rooms.audit.subgraph, as.Admin, DAYS, { from });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "from" }] }]);
});
