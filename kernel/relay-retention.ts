import { type Database, queryOutsideTenants } from "./database.ts";
import { inLots } from "./lot.ts";
import type { Position } from "./outbox-position.ts";

/** Rows looked at, and at most deleted, in one transaction: a few milliseconds of work. */
const SWEEP = 100;

/**
 * Looks at the next SWEEP events after $1, $2 and deletes those that are older than $3 seconds, that every consumer has
 * passed and that wait for none. The floor moves in the same transaction, and by the same snapshot: a consumer that parks
 * a tenant moves its position in one statement, so either both are seen here or neither.
 */
const SWEEP_SQL = `with looked as (
    select tenant_id, xid, id, occurred_at < now() - make_interval(secs => $3) as old
    from platform.outbox where (xid, id) > ($1::text::xid8, $2::bigint)
      and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit $4),
  doomed as (
    select tenant_id, xid, id from looked where old
      and not exists (select from platform.relay_consumer c where (c.xid, c.id) < (looked.xid, looked.id))
      and not exists (select from platform.relay_parked p
        where p.tenant_id = looked.tenant_id and (p.xid, p.id) <= (looked.xid, looked.id))),
  gone as (
    delete from platform.outbox o using doomed d
    where o.tenant_id = d.tenant_id and o.xid = d.xid and o.id = d.id returning o.xid, o.id),
  lowest as (select xid, id from gone order by xid desc, id desc limit 1),
  moved as (
    update platform.outbox_floor f set xid = lowest.xid, id = lowest.id from lowest
    where (f.xid, f.id) < (lowest.xid, lowest.id))
  select (select count(*)::int from gone) as gone, (select count(*)::int from looked where old) as old, (select count(*)::int from looked) as seen,
    last.xid::text, last.id::text
  from (select xid, id from looked order by looked.xid desc, looked.id desc limit 1) as last`;

type Found = Position & { gone: number; old: number; seen: number };

/**
 * Deletes events that were kept long enough, in small transactions, until none of a whole lot is old. Answers how many.
 */
export async function sweepOutbox(db: Database, keepSeconds: number, signal: AbortSignal): Promise<number> {
  let after: Position = { xid: "0", id: "0" };
  let deleted = 0;
  const sweepLot = async (rows: number): Promise<number> => {
    const [found] = await queryOutsideTenants<Found>(db, {
      name: "relay_sweep",
      text: SWEEP_SQL,
      values: [after.xid, after.id, keepSeconds, rows],
    });
    if (!found) return 0;
    deleted += found.gone;
    after = { xid: found.xid, id: found.id };
    // Behind events that are not old there are none that are.
    return found.old === 0 ? 0 : found.seen;
  };
  await inLots(SWEEP, sweepLot, () => signal.aborted);
  return deleted;
}
