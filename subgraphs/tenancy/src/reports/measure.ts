import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";

export interface CloseMonthDeps {
  /** Signed in as bulkhead_operator. */
  db: Database;
  /** Measures of a tenant, by name. */
  measure(tenantId: string): Promise<Record<string, number>>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** How many are measured at once, and written together. */
const AT_ONCE = 20;
const ENTERED = 5_000;

/**
 * Measures every tenant that was there by the end of the month, until the time is up; what is measured stays so. Of a
 * closed tenant the last value is kept. Answers whether all are.
 */
export async function measureTenants(
  { db, measure, now }: CloseMonthDeps,
  month: string,
  until: number,
  signal?: AbortSignal,
): Promise<boolean> {
  while (await enterTenants(db, month)) if (isOver()) return false;
  for (;;) {
    const left = await queryOutsideTenants<{ tenant_id: string; closed: boolean }>(db, {
      text: `select counted.tenant_id, coalesce(status, 'CLOSED') = 'CLOSED' as closed
             from tenancy.report_tenant counted left join tenancy.tenant using (tenant_id)
             where measured_for is distinct from $1 order by counted.tenant_id limit $2`,
      values: [month, AT_ONCE],
    });
    if (left.length === 0) return true;
    if (isOver()) return false;
    const measured = await Promise.all(
      left.map(async ({ tenant_id, closed }) => ({ tenant_id, measured: closed ? {} : await measure(tenant_id) })),
    );
    await queryOutsideTenants(db, {
      text: `update tenancy.report_tenant held set measured_for = $1, measured = held.measured || new.measured
             from jsonb_to_recordset($2) as new (tenant_id uuid, measured jsonb) where held.tenant_id = new.tenant_id`,
      values: [month, JSON.stringify(measured)],
    });
  }
  function isOver(): boolean {
    return now() > until || signal?.aborted === true;
  }
}

/** Tenants that are not known to reports yet; true while there may be more. */
async function enterTenants(db: Database, month: string): Promise<boolean> {
  const entered = await queryOutsideTenants(db, {
    text: `insert into tenancy.report_tenant (tenant_id)
           select tenant_id from tenancy.tenant
           where created_at < $1::date + interval '1 month' and tenant_id not in (select tenant_id from tenancy.report_tenant)
           limit $2 on conflict do nothing returning 1`,
    values: [month, ENTERED],
  });
  return entered.length > 0;
}

/** How many members a tenant has. */
export async function countMembers(db: Database, tenantId: string): Promise<number> {
  const [row] = await queryOutsideTenants<{ count: number }>(db, {
    name: "count_members",
    text: "select count(*)::int as count from tenancy.member where tenant_id = $1",
    values: [tenantId],
  });
  return row?.count ?? 0;
}
