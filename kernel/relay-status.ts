import type { Database } from "./database.ts";
import type { Position } from "./outbox-position.ts";
import { type Consumer, wantedTypes } from "./relay-consumer.ts";
import { RELAY_LOCK } from "./relay-lease.ts";

/** Counting stops here: who is this late needs no exact figure. */
export const MOST_COUNTED = 10_000;

export interface ConsumerStatus {
  name: string;
  position: Position;
  /** Committed events it has yet to be handed for the first time; MOST_COUNTED stands for that many or more. */
  lagEvents: number;
  /** Age of the oldest of them; 0 when there is none. */
  lagSeconds: number;
  parked: {
    tenants: number;
    /** Events that wait, MOST_COUNTED or more counted as that. */
    events: number;
    /** Age of the oldest event that waits. */
    oldestSeconds: number;
    /** Why the one that waits longest failed last. */
    error: string | null;
  };
}

export interface RelayStatus {
  /** The process that leads; null while nobody does. `fence` counts leaders. */
  leader: { holder: string; fence: string; since: string } | null;
  /** The relay's consumers, and those of earlier releases that still have a position. */
  consumers: ConsumerStatus[];
  /** Age of the oldest event that some consumer has not taken, waiting ones included. */
  oldestUndeliveredSeconds: number;
  /** Events at or before it may have been deleted. */
  floor: Position;
}

const LEADER = `select holder, fence::text, since, floor.xid::text, floor.id::text,
    exists (select from pg_locks where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())
      and (classid::bigint << 32 | objid::bigint) = ${RELAY_LOCK} and objsubid = 1) as alive
  from platform.relay_leader, platform.outbox_floor as floor`;

const CONSUMERS = `select c.consumer as name, c.xid::text, c.id::text, lag.events, lag.seconds, waits.tenants,
    least(waits.events, ${MOST_COUNTED})::int as waiting, waits.seconds as waiting_seconds, waits.error
  from platform.relay_consumer c
  left join jsonb_to_recordset($1) as wanted (name text, types jsonb) on wanted.name = c.consumer
  cross join lateral (
    select count(*)::int as events, coalesce(extract(epoch from now() - min(occurred_at)), 0)::float8 as seconds
    from (select occurred_at from platform.outbox o
          where (o.xid, o.id) > (c.xid, c.id) and (wanted.types is null or wanted.types = 'null' or wanted.types ? o.type)
          order by o.xid, o.id limit ${MOST_COUNTED}) as late) as lag
  cross join lateral (
    select count(*)::int as tenants, coalesce(sum(own.events), 0) as events, coalesce(max(own.seconds), 0)::float8 as seconds,
      (array_agg(p.error order by p.parked_at))[1] as error
    from platform.relay_parked p cross join lateral (
      select count(*) as events, extract(epoch from now() - min(occurred_at)) as seconds
      from (select occurred_at from platform.outbox o
            where o.tenant_id = p.tenant_id and (o.xid, o.id) >= (p.xid, p.id) and (o.xid, o.id) <= (c.xid, c.id)
              and (wanted.types is null or wanted.types = 'null' or wanted.types ? o.type)
            order by o.xid, o.id limit ${MOST_COUNTED}) as late) as own
    where p.consumer = c.consumer) as waits
  order by c.consumer`;

interface Row {
  name: string;
  xid: string;
  id: string;
  events: number;
  seconds: number;
  tenants: number;
  waiting: number;
  waiting_seconds: number;
  error: string | null;
}

/** Reads the state of the relay from the database, so that every process answers the same, leader or not. */
export async function readRelayStatus(db: Database, known: readonly Consumer[]): Promise<RelayStatus> {
  const wanted = known.map((consumer) => ({ name: consumer.name, types: wantedTypes(consumer) }));
  const [leaders, consumers] = await Promise.all([
    db.pool.query<Position & { holder: string; fence: string; since: string; alive: boolean }>(LEADER),
    db.pool.query<Row>({ text: CONSUMERS, values: [JSON.stringify(wanted)] }),
  ]);
  const [leader] = leaders.rows;
  const statuses = consumers.rows.map(toStatus);
  const ages = statuses.flatMap(({ lagSeconds, parked }) => [lagSeconds, parked.oldestSeconds]);
  return {
    leader: leader?.alive ? { holder: leader.holder, fence: leader.fence, since: leader.since } : null,
    consumers: statuses,
    oldestUndeliveredSeconds: Math.max(0, ...ages),
    floor: { xid: leader?.xid ?? "0", id: leader?.id ?? "0" },
  };
}

function toStatus(row: Row): ConsumerStatus {
  const { name, xid, id, events, seconds, tenants, waiting, waiting_seconds, error } = row;
  const parked = { tenants, events: waiting, oldestSeconds: waiting_seconds, error };
  return { name, position: { xid, id }, lagEvents: events, lagSeconds: seconds, parked };
}
