import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { closeMonth, lastMonth } from "../src/reports/close-month.ts";
import { countMembers } from "../src/reports/measure.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const query = async <R>(text: string, values: unknown[] = []) =>
  (await rooms.platform.databases.owner.pool.query(text, values)).rows as R[];

beforeEach(async () => {
  for (const table of ["member", "report_cell", "report_month", "report_tenant", "report_group", "tenant"])
    await query(`delete from tenancy.${table}`);
});

const IN = (month: string) => Date.parse(`${month}-03T04:05:06Z`);

/** Tenants as they would be after a while, each with so many members. */
async function seed(count: number, more: { plan?: string; members?: number; createdAt?: string } = {}) {
  const { plan = "standard", members = 2, createdAt = "2026-01-10" } = more;
  const ids = Array.from({ length: count }, newUuid);
  await query(
    `insert into tenancy.tenant (tenant_id, slug, name, plan, created_at)
     select id, 't-' || replace(id::text, '-', ''), 'T', $2, $3::timestamptz from unnest($1::uuid[]) id`,
    [ids, plan, createdAt],
  );
  await query(
    `insert into tenancy.member (tenant_id, id, user_id, role)
     select id, gen_random_uuid(), gen_random_uuid(), 'Viewer' from unnest($1::uuid[]) id, generate_series(1, $2)`,
    [ids, members],
  );
  return ids;
}

function close(month: string, measured: (tenantId: string) => void = () => {}) {
  const { operator } = rooms.platform.databases;
  return closeMonth({
    db: operator,
    async measure(tenantId) {
      measured(tenantId);
      return { members: await countMembers(operator, tenantId) };
    },
    now: () => IN(month),
  });
}

const cells = () =>
  query<object>(
    `select to_char(month, 'YYYY-MM') as month, plan, region, tenants, measures from tenancy.report_cell order by 1, 2`,
  );

test("the month before the one that runs is published, once and for good", async () => {
  expect(lastMonth(Date.parse("2026-01-01T00:00:00Z"))).toBe("2025-12-01");
  await seed(12);
  expect(await close("2026-03")).toBe(true);
  const [cell] = await cells();
  expect(cell).toEqual({
    month: "2026-02",
    plan: "standard",
    region: "default",
    tenants: 10,
    measures: { members: 20 },
  });
  await seed(30);
  const again: string[] = [];
  expect(await close("2026-03", (tenantId) => again.push(tenantId))).toBe(true);
  expect([await cells(), again]).toEqual([[cell], []]);
});

test("a tenant that came after the month is not in it", async () => {
  await seed(10, { createdAt: "2026-01-31T23:59:59Z" });
  const late = await seed(10, { createdAt: "2026-02-01T00:00:00Z" });
  await close("2026-02");
  expect(await cells()).toMatchObject([{ month: "2026-01", tenants: 10 }]);
  expect(await query("select from tenancy.report_tenant where tenant_id = any($1)", [late])).toEqual([]);
});

test("a closed tenant counts with the last values that it had, and a destroyed one too", async () => {
  const ids = await seed(12);
  await close("2026-02");
  await query("delete from tenancy.member where tenant_id = any($1)", [ids.slice(0, 3)]);
  await query("update tenancy.tenant set status = 'CLOSED', closed_at = now() where tenant_id = any($1)", [
    ids.slice(0, 2),
  ]);
  await query("delete from tenancy.tenant where tenant_id = $1", [ids[2]]);
  await close("2026-03");
  expect(await cells()).toMatchObject([
    { month: "2026-01", tenants: 10, measures: { members: 20 } },
    { month: "2026-02", tenants: 10, measures: { members: 20 } },
  ]);
});

test("a turn that dies between is begun anew: nobody is lost, and no group is too small", async () => {
  const first = await seed(25);
  await close("2026-02");
  await query("update tenancy.tenant set plan = 'pro' where tenant_id = any($1)", [first.slice(0, 12)]);
  const [group] = await query<{ id: string }>("select id from tenancy.report_group where ready");
  // What it would have left: a new group that is not ready, and a part of its tenants in it.
  const half = newUuid();
  await query("insert into tenancy.report_group (id, parent, plan, region) values ($1, $2, 'pro', 'default')", [
    half,
    group?.id,
  ]);
  await query("update tenancy.report_tenant set group_id = $1 where tenant_id = any($2)", [half, first.slice(0, 4)]);
  await close("2026-03");
  expect((await cells()).slice(1)).toMatchObject([
    { month: "2026-02", plan: "pro", tenants: 10 },
    { month: "2026-02", plan: "standard", tenants: 15 },
  ]);
  const sizes = await query<{ count: number }>(
    "select count(*)::int as count from tenancy.report_tenant group by group_id",
  );
  expect(sizes.map(({ count }) => count).sort()).toEqual([12, 13]);
});

test("two at once publish one month, with groups that are whole", async () => {
  await seed(40);
  const ended = await Promise.allSettled([close("2026-02"), close("2026-02"), close("2026-02")]);
  expect(ended.some(({ status }) => status === "fulfilled")).toBe(true);
  await close("2026-02");
  expect(await cells()).toMatchObject([{ month: "2026-01", tenants: 40 }]);
  const loose = await query(
    "select from tenancy.report_tenant left join tenancy.report_group on id = group_id where not ready",
  );
  expect(loose).toEqual([]);
});

test("one whose time is up goes on in the next turn, and measures nobody twice", async () => {
  await seed(60);
  let now = IN("2026-02");
  const measured: string[] = [];
  const { operator } = rooms.platform.databases;
  const turn = () =>
    closeMonth({
      db: operator,
      async measure(tenantId) {
        measured.push(tenantId);
        now += 1_000;
        return { members: 1 };
      },
      now: () => now,
    });
  const turns: boolean[] = [];
  while (turns.at(-1) !== true && turns.length < 20) turns.push(await turn());
  expect(turns.length).toBeGreaterThan(2);
  expect(new Set(measured).size).toBe(measured.length);
  expect(await cells()).toMatchObject([{ tenants: 60, measures: { members: 60 } }]);
});

test("what is published cannot be changed, and one that is too small cannot be published", async () => {
  const { operator, tenancy } = rooms.platform.databases;
  for (const db of [operator, tenancy])
    for (const statement of ["update tenancy.report_cell set tenants = 11", "delete from tenancy.report_cell"])
      await expect(db.pool.query(statement)).rejects.toMatchObject({ code: "42501" });
  const small =
    "insert into tenancy.report_cell (month, plan, region, tenants, measures) values ('2026-01-01', 'x', 'y', 9, '{}')";
  await expect(operator.pool.query(small)).rejects.toMatchObject({ code: "23514" });
});
