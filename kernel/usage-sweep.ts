import { type Database, queryOutsideTenants } from "./database.ts";

/** In lots, so that none holds up the outbox. */
const LOT = 500;

/** Removes usage of days that are older than 400 days, in all tenants: row-level security shows the worker no other. */
export async function sweepUsage(db: Database, signal: AbortSignal): Promise<number> {
  let removed = 0;
  for (let last = LOT; last === LOT && !signal.aborted; removed += last) {
    const gone = await queryOutsideTenants(db, {
      name: "sweep_usage",
      text: `delete from platform.usage_day where ctid = any(array(
               select ctid from platform.usage_day where day < now() - interval '400 days' limit ${LOT})) returning 1`,
      values: [],
    });
    last = gone.length;
  }
  return removed;
}
