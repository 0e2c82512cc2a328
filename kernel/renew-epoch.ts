import postgres from "postgres";
import { RELAY_LOCK } from "./relay-lease.ts";

/**
 * Where each consumer and each tenant that waits will stand when the events are numbered anew from 1. The table is read
 * as its owner, whom row-level security holds to one tenant like everybody else unless it is told not to.
 */
const RENUMBER = [
  "alter table platform.outbox no force row level security",
  "alter table platform.relay_parked no force row level security",
  `update platform.relay_consumer c set xid = pg_current_xact_id(),
     id = (select count(*) from platform.outbox o where (o.xid, o.id) <= (c.xid, c.id))`,
  `update platform.relay_parked p set xid = pg_current_xact_id(),
     id = 1 + (select count(*) from platform.outbox o where (o.xid, o.id) < (p.xid, p.id))`,
  "update platform.outbox_floor set xid = '0', id = 0",
  `with old as (delete from platform.outbox returning *)
   insert into platform.outbox (tenant_id, xid, id, type, version, subject, payload, occurred_at) overriding system value
   select tenant_id, pg_current_xact_id(), row_number() over (order by xid, id), type, version, subject, payload, occurred_at
   from old`,
  "alter table platform.outbox force row level security",
  "alter table platform.relay_parked force row level security",
];

/**
 * For after a restore, while no process of the installation runs: begins a new epoch, so that cursors that clients hold
 * answer CURSOR_EXPIRED instead of pointing at other events. Consumers go on where the restored state has them: what they
 * had not been handed by then comes now, what they were handed later comes again if it happens again.
 *
 * A dump that was loaded into another server carries transaction ids that this server has yet to reach; its events would
 * stay above the horizon. They then get this transaction's id, and numbers in the old order.
 */
export async function renewEpoch(url: string): Promise<{ epoch: string; renumbered: boolean }> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    return await sql.begin(async (tx) => {
      const [lock] = await tx<{ free: boolean }[]>`select pg_try_advisory_xact_lock(${RELAY_LOCK}) as free`;
      if (!lock?.free) throw new Error("a process leads the relay of this database; stop the whole installation first");
      await tx.unsafe("set local role bulkhead_owner");
      const [ahead] = await tx<{ ahead: boolean }[]>`
        select exists (select from platform.relay_consumer where xid >= pg_snapshot_xmax(pg_current_snapshot()))
          or exists (select from platform.outbox_floor where xid >= pg_snapshot_xmax(pg_current_snapshot())) as ahead`;
      const renumbered = ahead?.ahead || (await outboxIsAhead(tx));
      if (renumbered) for (const statement of RENUMBER) await tx.unsafe(statement);
      const [row] = await tx<{ epoch: string }[]>`update platform.cursor_epoch set epoch = default returning epoch`;
      return { epoch: row?.epoch ?? "", renumbered };
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function outboxIsAhead(tx: postgres.TransactionSql): Promise<boolean> {
  await tx.unsafe("alter table platform.outbox no force row level security");
  const [row] = await tx<{ ahead: boolean }[]>`
    select exists (select from platform.outbox where xid >= pg_snapshot_xmax(pg_current_snapshot())) as ahead`;
  await tx.unsafe("alter table platform.outbox force row level security");
  return row?.ahead ?? false;
}
