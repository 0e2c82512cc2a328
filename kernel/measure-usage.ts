import { type Database, readAsTenant } from "./database.ts";
import type { Quota } from "./quota.ts";

/** What reports tell of tenants' usage; each as quotas count it. */
export const MEASURED = ["requests", "records", "bytes", "members"] as const satisfies readonly Quota[];
export type Measured = (typeof MEASURED)[number];

/**
 * What a tenant has stored now, and the requests of the month whose first day is given: from the counts that quotas keep, so
 * that whatever the tenant holds is not looked at. `db` is signed in as bulkhead_audit.
 */
export async function measureUsage(db: Database, tenantId: string, month: string): Promise<Record<Measured, number>> {
  const rows = await readAsTenant<{ quota: Measured; amount: number }>(db, tenantId, {
    name: "measure_usage",
    text: `select quota, sum(amount)::bigint as amount from (
             select quota, amount from platform.usage_level where tenant_id = $1
             union all select quota, amount from platform.usage_month where tenant_id = $1 and month = $2) as counted
           where quota = any($3) group by quota`,
    values: [tenantId, month, MEASURED],
  });
  const found = new Map(rows.map(({ quota, amount }) => [quota, Number(amount)]));
  return Object.fromEntries(MEASURED.map((name) => [name, found.get(name) ?? 0])) as Record<Measured, number>;
}
