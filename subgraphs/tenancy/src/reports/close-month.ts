import {
  type Database,
  queryOutsideTenants,
  type Statement,
  withTransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import { cellsOf } from "./cells.ts";
import { type CountedTenant, type Group, type NewGroup, regroup } from "./cohorts.ts";
import { type CloseMonthDeps, measureTenants } from "./measure.ts";

/** Longest turn, in ms: other scheduled work waits meanwhile, and the next turn goes on. */
const TURN_MS = 5_000;
const LOT = 500;

/** The month before the one that runs, by its first day. */
export function lastMonth(now: number): string {
  const date = new Date(now);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1)).toISOString().slice(0, 10);
}

/**
 * Publishes the last calendar month, once. Killed anywhere, the next turn goes on: who is counted with whom holds from the
 * transaction on that publishes it. Answers whether the month is published.
 */
export async function closeMonth(deps: CloseMonthDeps, signal?: AbortSignal): Promise<boolean> {
  const month = lastMonth(deps.now());
  const known = await queryOutsideTenants(deps.db, {
    text: "select from tenancy.report_month where month = $1",
    values: [month],
  });
  if (known.length > 0) return true;
  if (!(await measureTenants(deps, month, deps.now() + TURN_MS, signal))) return false;
  await takeBack(deps.db);
  const [tenants, groups] = await Promise.all([loadTenants(deps.db), loadGroups(deps.db)]);
  // Somebody else is at it, who has put tenants where nothing holds yet: without them the month would be published empty.
  const ready = new Set(groups.map(({ id }) => id));
  if (tenants.some(({ groupId }) => groupId !== null && !ready.has(groupId))) return false;
  const { made, renamed } = regroup(tenants, groups, newUuid);
  await assign(deps.db, made);
  await publish(deps.db, month, tenants, { groups, made, renamed });
  return true;
}

/**
 * What a turn that died has left: its tenants are where they were before it. Of one that is alive it holds the groups, or waits
 * until they are ready: what is published keeps its tenants.
 */
async function takeBack(db: Database): Promise<void> {
  await inLots(LOT, async (rows) => {
    const text = `update tenancy.report_tenant counted set group_id = held.parent from tenancy.report_group held
                  where held.id = counted.group_id and counted.tenant_id in (
                    select tenant_id from tenancy.report_tenant join tenancy.report_group on id = group_id
                    where not ready limit $1) returning 1`;
    return (await regrouping(db, { text, values: [rows] })).length;
  });
  await regrouping(db, {
    text: `delete from tenancy.report_group held where not ready
             and not exists (select from tenancy.report_tenant where group_id = held.id)`,
  });
}

/** In the turn of whoever changes who is counted with whom: what publishes has counted them in it. */
async function regrouping(db: Database, statement: Statement): Promise<unknown[]> {
  return withTransactionAboveTenants(db, async (tx) => {
    await tx.query(TURN);
    const [rows] = await tx.commit([statement]);
    return rows ?? [];
  });
}

const TURN = takeTurn("report groups");

interface TenantRow {
  tenant_id: string;
  plan: string;
  region: string;
  closed: boolean;
  group_id: string | null;
  measured: Record<string, number>;
}

/** A tenant whose row is gone is closed. */
async function loadTenants(db: Database): Promise<CountedTenant[]> {
  const rows = await queryOutsideTenants<TenantRow>(db, {
    text: `select counted.tenant_id, coalesce(plan, '') as plan, coalesce(region, '') as region, measured,
             coalesce(status, 'CLOSED') = 'CLOSED' as closed, group_id
           from tenancy.report_tenant counted left join tenancy.tenant using (tenant_id) order by counted.tenant_id`,
  });
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    plan: row.plan,
    region: row.region,
    isClosed: row.closed,
    groupId: row.group_id,
    measures: row.measured,
  }));
}

function loadGroups(db: Database): Promise<Group[]> {
  return queryOutsideTenants<Group>(db, {
    text: `select id, plan, region, closed as "isClosed" from tenancy.report_group where ready order by id`,
  });
}

/** Writes who is to be counted with whom, in small lots; it holds once the groups are ready. */
async function assign(db: Database, made: readonly NewGroup[]): Promise<void> {
  for (const { id, parent, plan, region, isClosed, tenantIds } of made) {
    await queryOutsideTenants(db, {
      text: "insert into tenancy.report_group (id, parent, plan, region, closed) values ($1, $2, $3, $4, $5)",
      values: [id, parent, plan, region, isClosed],
    });
    let at = 0;
    await inLots(LOT, async (rows) => {
      const lot = tenantIds.slice(at, at + rows);
      await regrouping(db, {
        text: `update tenancy.report_tenant set group_id = $1
               where tenant_id = any($2) and group_id is not distinct from $3`,
        values: [id, lot, parent],
      });
      at += lot.length;
      return lot.length;
    });
  }
}

interface Changes {
  groups: readonly Group[];
  made: readonly NewGroup[];
  renamed: readonly Group[];
}

/** All together or not at all: the groups hold, and their figures are there. */
async function publish(
  db: Database,
  month: string,
  before: readonly CountedTenant[],
  { groups, made, renamed }: Changes,
): Promise<void> {
  const groupOf = new Map(made.flatMap(({ id, tenantIds }) => tenantIds.map((tenantId) => [tenantId, id] as const)));
  const tenants = before.map((tenant) => ({ ...tenant, groupId: groupOf.get(tenant.tenantId) ?? tenant.groupId }));
  const renamedTo = new Map(renamed.map((group) => [group.id, group]));
  const after = [...groups.map((group) => renamedTo.get(group.id) ?? group), ...made];
  const cells = cellsOf(after, tenants);
  const sizes = made.map(({ tenantIds }) => tenantIds.length);
  await withTransactionAboveTenants(db, async (tx) => {
    const ids = made.map(({ id }) => id);
    await tx.query(TURN);
    // Two at once would take tenants out of each other's groups, which might then be too small.
    const counted = await tx.query<{ id: string; count: number }>({
      text: `select group_id as id, count(*)::int as count from tenancy.report_tenant where group_id = any($1) group by 1`,
      values: [ids],
    });
    const found = new Map(counted.map(({ id, count }) => [id, count]));
    if (made.some(({ id }, at) => found.get(id) !== sizes[at]))
      throw new Error("another process closes this month too");
    await tx.commit([
      {
        text: "update tenancy.report_group set ready = true where id = any($1)",
        values: [ids],
      },
      {
        text: `update tenancy.report_group held set plan = new.plan, region = new.region, closed = new."isClosed"
               from jsonb_to_recordset($1) as new (id uuid, plan text, region text, "isClosed" boolean) where held.id = new.id`,
        values: [JSON.stringify(renamed)],
      },
      {
        text: `insert into tenancy.report_cell (month, plan, region, tenants, measures)
               select $1, plan, region, tenants, measures
               from jsonb_to_recordset($2) as cell (plan text, region text, tenants int, measures jsonb)`,
        values: [month, JSON.stringify(cells)],
      },
      { text: "insert into tenancy.report_month (month) values ($1)", values: [month] },
    ]);
  });
}
