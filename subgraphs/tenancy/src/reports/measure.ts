import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";

export interface CloseMonthDeps {
  /** Signed in as bulkhead_operator. */
  db: Database;
  /** Measures of a tenant, by name, for the month with this first day. */
  measure(tenantId: string, month: string): Promise<Record<string, number>>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Before every uuid that anything has. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
/** How many are measured at once, and written together. */
const AT_ONCE = 20;
const FOUND = 5_000;
const ENTERED = 250;

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
  // Each turn passes once over those that are measured already, and not once for every lot.
  let after = NOBODY;
  for (;;) {
    const left = await queryOutsideTenants<{ tenant_id: string; closed: boolean }>(db, {
      text: `select counted.tenant_id, coalesce(status, 'CLOSED') = 'CLOSED' as closed
             from tenancy.report_tenant counted left join tenancy.tenant using (tenant_id)
             where measured_for is distinct from $1 and counted.tenant_id > $3 order by counted.tenant_id limit $2`,
      values: [month, AT_ONCE, after],
    });
    const last = left.at(-1);
    if (last === undefined) return true;
    after = last.tenant_id;
    if (isOver()) return false;
    const measured = await Promise.all(
      left.map(async ({ tenant_id, closed }) => ({
        tenant_id,
        measured: closed ? {} : await measure(tenant_id, month),
      })),
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

/** Tenants that are not known to reports yet; true while there may be more. They are looked for before anything is written. */
async function enterTenants(db: Database, month: string): Promise<boolean> {
  const missing = await queryOutsideTenants<{ tenant_id: string }>(db, {
    text: `select tenant_id from tenancy.tenant where created_at < $1::date + interval '1 month' and not exists (
             select from tenancy.report_tenant known where known.tenant_id = tenant.tenant_id) limit $2`,
    values: [month, FOUND],
  });
  let at = 0;
  await inLots(ENTERED, async (rows) => {
    const lot = missing.slice(at, at + rows).map(({ tenant_id: tenantId }) => tenantId);
    await queryOutsideTenants(db, {
      text: "insert into tenancy.report_tenant (tenant_id) select unnest($1::uuid[]) on conflict do nothing",
      values: [lot],
    });
    at += lot.length;
    return lot.length;
  });
  return missing.length > 0;
}
