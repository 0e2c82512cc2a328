import { type Database, queryOutsideTenants } from "./database.ts";
import { inLots } from "./lot.ts";

const LOT = 500;

/** Removes usage of days that are older than 400 days, in all tenants: row-level security shows the worker no other. */
export function sweepUsage(db: Database, signal: AbortSignal): Promise<number> {
  const text = `delete from platform.usage_day where ctid = any(array(
                  select ctid from platform.usage_day where day < now() - interval '400 days' limit $1)) returning 1`;
  const sweepLot = async (rows: number) =>
    (await queryOutsideTenants(db, { name: "sweep_usage", text, values: [rows] })).length;
  return inLots(LOT, sweepLot, () => signal.aborted);
}
