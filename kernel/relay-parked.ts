import type { Database } from "./database.ts";
import type { Log } from "./log.ts";
import { type EventPage, type FeedEvent, readPage } from "./outbox-page.ts";
import { comparePositions, justAfter, justBefore, type Position } from "./outbox-position.ts";
import { attempt, faultText, retryPause } from "./relay-attempt.ts";
import { type Consumer, wantedTypes } from "./relay-consumer.ts";
import type { ParkedRow, Positions } from "./relay-positions.ts";

/** Most events of a waiting tenant handed over at once, after its first was taken. */
const MOST_AT_ONCE = 100;

interface Parked extends ParkedRow {
  /** The last event that was passed over for it. */
  until: Position;
  /** Events to try at once: one after a failure, so that the faulty one is found. */
  limit: number;
}

/** The tenants that wait for one consumer. Their later events queue up behind the first, in the outbox itself. */
export interface ParkedTenants {
  size(): number;
  /** True when the event's tenant waits: the event is then left for later. */
  passOver(event: FeedEvent): boolean;
  add(rows: readonly ParkedRow[], until: Position): void;
  /** Tries what is due, one tenant at a time, until the signal. Rejects when the database does not answer. */
  run(): Promise<void>;
}

export interface ParkedOptions {
  db: Database;
  consumer: Consumer;
  positions: Positions;
  handleMs: number;
  signal: AbortSignal;
  log: Log;
  /** A tenant waits no longer: there is room for another. */
  onGone(): void;
}

export function createParked(options: ParkedOptions): ParkedTenants {
  const { consumer, positions, signal, log, onGone } = options;
  const tenants = new Map<string, Parked>();
  /** Tenants that wait no longer and whose row is still there: as long as it is, none of their events is ever deleted. */
  const leaving = new Map<string, Position>();
  let wake = () => {};

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(ms, 2 ** 30));
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
      wake = done;
    });
  }

  async function retry(one: Parked): Promise<void> {
    const page = await readTenant(options.db, consumer, one);
    const last = page.events.at(-1);
    try {
      if (last) await attempt(consumer, page.events, options.handleMs, signal);
    } catch (error) {
      return failed(one, page.events.length, error);
    }
    if (last) one.from = justAfter(last);
    const upTo = one.until;
    if (last && comparePositions(one.from, upTo) <= 0) {
      one.attempts = 0;
      one.nextAttemptAt = Date.now();
      one.limit = Math.min(one.limit * 2, MOST_AT_ONCE);
      return positions.waits(consumer.name, one);
    }
    // Nothing may happen in between: the next event of this tenant is handed over at once again.
    tenants.delete(one.tenantId);
    onGone();
    leaving.set(one.tenantId, upTo);
    log.info({ consumer: consumer.name, tenant: one.tenantId }, "the events that waited have been taken");
  }

  async function failed(one: Parked, tried: number, error: unknown): Promise<void> {
    if (signal.aborted) return;
    one.limit = 1;
    if (tried > 1) {
      one.nextAttemptAt = Date.now();
      return;
    }
    one.attempts += 1;
    one.nextAttemptAt = Date.now() + retryPause(one.attempts);
    one.error = faultText(error);
    await positions.waits(consumer.name, one);
  }

  return {
    size: () => tenants.size,
    passOver(event) {
      const one = tenants.get(event.tenantId);
      if (one && comparePositions(event, one.until) > 0) one.until = { xid: event.xid, id: event.id };
      return one !== undefined;
    },
    add(rows, until) {
      for (const row of rows) tenants.set(row.tenantId, { ...row, until, limit: 1 });
      wake();
    },
    async run() {
      while (!signal.aborted) {
        await deleteRows(options, leaving);
        let next: Parked | undefined;
        for (const one of tenants.values()) if (!next || one.nextAttemptAt < next.nextAttemptAt) next = one;
        const waitMs = next ? next.nextAttemptAt - Date.now() : Number.POSITIVE_INFINITY;
        if (next && waitMs <= 0) await retry(next);
        else await pause(waitMs);
      }
    },
  };
}

async function deleteRows({ consumer, positions }: ParkedOptions, leaving: Map<string, Position>): Promise<void> {
  for (const [tenantId, upTo] of leaving) {
    await positions.unpark(consumer.name, tenantId, upTo);
    leaving.delete(tenantId);
  }
}

/** The next events of a waiting tenant, in order. */
function readTenant(db: Database, consumer: Consumer, { tenantId, from, until, limit }: Parked): Promise<EventPage> {
  const condition = `tenant_id = $1 and ($2::text[] is null or type = any($2))
    and (xid, id) > ($3::text::xid8, $4::bigint) and (xid, id) <= ($5::text::xid8, $6::bigint)`;
  const after = justBefore(from);
  const values = [tenantId, wantedTypes(consumer), after.xid, after.id, until.xid, until.id];
  // What waits is never deleted, whatever the floor says of others.
  return readPage(db, `relay_tenant_${limit}`, condition, NO_FLOOR, values, limit);
}

const NO_FLOOR: Position = { xid: "18446744073709551615", id: "0" };
