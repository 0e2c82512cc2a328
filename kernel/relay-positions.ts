import { type Database, queryOutsideTenants } from "./database.ts";
import type { Position } from "./outbox-position.ts";

/** A tenant whose events wait because a consumer failed on one of them. */
export interface ParkedRow {
  tenantId: string;
  /** The first event that waits. */
  from: Position;
  attempts: number;
  /** Milliseconds since 1970. */
  nextAttemptAt: number;
  error: string;
}

/** Another process leads: nothing this one wanted to write was written. */
export class Deposed extends Error {}

/** What the leader of one fence writes. Each call is one statement, and throws Deposed when the fence is not the last. */
export interface Positions {
  load(consumer: string): Promise<{ position: Position; parked: ParkedRow[] }>;
  /** Saves several consumers' positions. */
  move(to: readonly { consumer: string; position: Position }[]): Promise<void>;
  /** Saves a position together with the tenants that are left waiting on the way to it. */
  park(consumer: string, position: Position, parked: readonly ParkedRow[]): Promise<void>;
  /** Saves how far a waiting tenant has come, or that it failed once more. */
  waits(consumer: string, parked: ParkedRow): Promise<void>;
  /** A tenant waits no longer, unless it was parked anew after `until`. */
  unpark(consumer: string, tenantId: string, until: Position): Promise<void>;
}

/** Positions may be lost in a crash of the server, for then events come again; so their commits need not wait for the disk. */
const NO_WAIT = "(select set_config('synchronous_commit', 'off', true)) as no_wait";

/** Locks the consumer's row against the statement by which a new leader takes it over. */
const HELD = "held as (select from platform.relay_consumer where consumer = $2 and fence = $1 for update)";

const PARKED = "jsonb_to_recordset($5) as p (tenant uuid, xid text, id bigint, attempts int, due float8, error text)";

const MOVE = `update platform.relay_consumer c set xid = p.xid::xid8, id = p.id, moved_at = now()
  from jsonb_to_recordset($2) as p (consumer text, xid text, id bigint), ${NO_WAIT}
  where c.consumer = p.consumer and c.fence = $1 returning 1`;

const PARK = `with moved as (
    update platform.relay_consumer set xid = $3::text::xid8, id = $4, moved_at = now()
    where consumer = $2 and fence = $1 returning 1),
  parked as (
    insert into platform.relay_parked (tenant_id, consumer, xid, id, attempts, next_attempt_at, error)
    select p.tenant, $2, p.xid::xid8, p.id, p.attempts, to_timestamp(p.due / 1000), p.error from moved, ${PARKED}
    on conflict (tenant_id, consumer) do update set xid = excluded.xid, id = excluded.id,
      attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at, error = excluded.error)
  select from moved`;

const WAITS = `with ${HELD}, saved as (
    update platform.relay_parked set xid = $4::text::xid8, id = $5, attempts = $6,
      next_attempt_at = to_timestamp($7::float8 / 1000), error = $8
    from held, ${NO_WAIT} where tenant_id = $3 and consumer = $2)
  select from held`;

const UNPARK = `with ${HELD}, gone as (
    delete from platform.relay_parked using held
    where tenant_id = $3 and consumer = $2 and (xid, id) <= ($4::text::xid8, $5::bigint))
  select from held`;

export function positionsOf(db: Database, fence: string): Positions {
  async function write(name: string, text: string, values: unknown[], expected = 1): Promise<void> {
    const rows = await queryOutsideTenants(db, { name: `relay_${name}`, text, values: [fence, ...values] });
    if (rows.length !== expected) throw new Deposed("another process leads the relay");
  }
  return {
    load: (consumer) => load(db, consumer),
    async move(to) {
      const rows = to.map(({ consumer, position: { xid, id } }) => ({ consumer, xid, id }));
      await write("move", MOVE, [JSON.stringify(rows)], rows.length);
    },
    park(consumer, { xid, id }, parked) {
      const rows = parked.map(({ tenantId, from, attempts, nextAttemptAt, error }) => ({
        ...{ tenant: tenantId, xid: from.xid, id: from.id, attempts, due: nextAttemptAt, error },
      }));
      return write("park", PARK, [consumer, xid, id, JSON.stringify(rows)]);
    },
    waits(consumer, { tenantId, from, attempts, nextAttemptAt, error }) {
      return write("waits", WAITS, [consumer, tenantId, from.xid, from.id, attempts, nextAttemptAt, error]);
    },
    unpark: (consumer, tenantId, until) => write("unpark", UNPARK, [consumer, tenantId, until.xid, until.id]),
  };
}

async function load(db: Database, consumer: string): Promise<{ position: Position; parked: ParkedRow[] }> {
  const { rows } = await db.pool.query<Position>({
    text: "select xid::text, id::text from platform.relay_consumer where consumer = $1",
    values: [consumer],
  });
  const [position] = rows;
  if (!position) throw new Deposed(`the consumer ${consumer} is not registered`);
  const parked = await db.pool.query<Position & { tenant: string; attempts: number; due: string; error: string }>({
    text: `select tenant_id as tenant, xid::text, id::text, attempts, extract(epoch from next_attempt_at) * 1000 as due, error
           from platform.relay_parked where consumer = $1`,
    values: [consumer],
  });
  return {
    position,
    parked: parked.rows.map(({ tenant, xid, id, attempts, due, error }) => ({
      ...{ tenantId: tenant, from: { xid, id }, attempts, nextAttemptAt: Number(due), error },
    })),
  };
}
