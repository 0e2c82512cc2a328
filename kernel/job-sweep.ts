import { type Database, flushAsTenant, queryOutsideTenants } from "./database.ts";
import { inLots } from "./lot.ts";

/** Jobs that have ended are listed for this long. */
export const KEEP_DAYS = 30;
const BATCH = 500;

/** Deletes jobs that ended long ago, tenant by tenant and in small transactions; answers how many. */
export async function sweepJobs(db: Database, keepDays: number = KEEP_DAYS): Promise<number> {
  const tenants = await queryOutsideTenants<{ tenant_id: string }>(db, {
    name: "job_sweep_tenants",
    text: "select distinct tenant_id from platform.job where finished_at < now() - $1 * interval '1 day'",
    values: [keepDays],
  });
  let swept = 0;
  for (const { tenant_id } of tenants)
    swept += await inLots(BATCH, (rows) => sweepTenant(db, tenant_id, keepDays, rows));
  return swept;
}

async function sweepTenant(db: Database, tenantId: string, keepDays: number, most: number): Promise<number> {
  const [rows] = await flushAsTenant(db, tenantId, [
    {
      name: "job_sweep",
      text: `delete from platform.job where tenant_id = $1 and id in (
               select id from platform.job
               where tenant_id = $1 and finished_at < now() - $2 * interval '1 day' limit $3)
             returning id`,
      values: [tenantId, keepDays, most],
    },
  ]);
  return rows?.length ?? 0;
}
