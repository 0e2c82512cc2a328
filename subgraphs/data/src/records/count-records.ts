import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";

/** How many records a tenant has, for the figures of a month: no request waits for it. */
export async function countRecords(db: Database, tenantId: string): Promise<number> {
  const [row] = await readAsTenant<{ count: number }>(db, tenantId, {
    name: "count_records",
    text: "select count(*)::float8 as count from data.record where tenant_id = $1",
    values: [tenantId],
  });
  return row?.count ?? 0;
}
