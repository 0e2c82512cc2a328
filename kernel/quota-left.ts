import { type Database, readAsTenant } from "./database.ts";

export interface QuotaLeft {
  most: number;
  /** Below 0 where a plan was changed for a smaller one. */
  left: number;
}

/** How much of what is stored the plan leaves; undefined where it limits none. Others may take it before one does. */
export async function quotaLeft(
  db: Database,
  tenantId: string,
  quota: "records" | "bytes",
): Promise<QuotaLeft | undefined> {
  const [row] = await readAsTenant<{ most: string; used: string }>(db, tenantId, {
    name: "quota_left",
    text: `select l.most, coalesce((select sum(amount) from platform.usage_level u
                                    where u.tenant_id = $1 and u.quota = $2), 0)::bigint as used
           from platform.tenant_plan p join platform.plan_limit l using (plan)
           where p.tenant_id = $1 and l.quota = $2`,
    values: [tenantId, quota],
  });
  return row && { most: Number(row.most), left: Number(row.most) - Number(row.used) };
}
