import type { Database } from "./database.ts";
import { createFreshness } from "./freshness.ts";
import type { Log } from "./log.ts";
import {
  EVENT_COLUMNS,
  type EventPage,
  type EventRow,
  pageSql,
  readPage,
  type SizedEvent,
  toEvent,
} from "./outbox-page.ts";
import { comparePositions, type Position } from "./outbox-position.ts";
import { createPause } from "./wait.ts";

/** What a follower wants: one tenant's events of some types about one subject. */
export interface Interest {
  tenantId: string;
  types: readonly string[];
  subject: string;
}

export interface Reader {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Up to where everything has been handed on. */
  position(): Position;
  /** Events at or before it may have been deleted, as the last poll saw it. */
  floor(): Position;
  /** Poll now rather than when the pause is over. */
  wake(): void;
  settled(): Promise<void>;
  /** Everything that was committed longer ago than this, in milliseconds, has been handed on. */
  lagMs(): number;
  /** Milliseconds for which an open transaction has held back what was committed after it began. */
  horizonAgeMs(): number;
}

const BUSY_MS = 15;
const IDLE_MS = 100;
const SETTLE_MS = 1_000;

/** A poll takes a millisecond; one that says nothing for this long has lost its connection. */
const POLL_TIMEOUT_MS = 5_000;

const POLL = `select ${EVENT_COLUMNS}, horizon::text, next::text, floor.xid::text as floor_xid, floor.id::text as floor_id
  from (select pg_snapshot_xmin(snapshot) as horizon, pg_snapshot_xmax(snapshot) as next
        from pg_current_snapshot() as snapshot) as now
  cross join platform.outbox_floor as floor
  left join lateral ${pageSql("(xid, id) > ($1::text::xid8, $2::bigint) and xid < horizon")} as event on true
  order by event.xid, event.id`;

type PollRow = EventRow & { horizon: string; next: string; floor_xid: string; floor_id: string };

interface Poll extends EventPage {
  floor: Position;
  horizon: bigint;
  /** Every transaction that is over lies below it. */
  next: bigint;
}

/** A third of what it costs to look into the outbox. */
async function nextXid(db: Database): Promise<bigint> {
  const text = "select pg_snapshot_xmax(pg_current_snapshot())::text as next";
  const query = { name: "feed_rest", text, query_timeout: POLL_TIMEOUT_MS };
  const { rows } = await db.pool.query<{ next: string }>(query);
  return BigInt(rows[0]?.next ?? "0");
}

async function pollOutbox(db: Database, position: Position): Promise<Poll> {
  const values = [position.xid, position.id];
  const query = { name: "feed_poll", text: POLL, values, query_timeout: POLL_TIMEOUT_MS };
  const { rows } = await db.pool.query<PollRow>(query);
  const [first] = rows;
  if (!first) throw new Error("platform.outbox_floor has no row");
  const floor = { xid: first.floor_xid, id: first.floor_id };
  // A process that slept through the whole retention: what it missed is gone, so it must never look fresh again.
  if (comparePositions(position, floor) < 0)
    throw new Error("events were deleted that this process has not read; restart it");
  const events = rows.filter((row) => row.xid !== null).map(toEvent);
  const more = rows.at(-1)?.more ?? false;
  return { events, more, floor, horizon: BigInt(first.horizon), next: BigInt(first.next) };
}

interface ReaderOptions {
  db: Database;
  log: Log;
  /** Someone waits for events: poll often. */
  busy(): boolean;
  /** A page of events, in commit order. */
  onEvents(events: SizedEvent[]): void;
}

/**
 * Reads every tenant's outbox by (xid, id) below the snapshot horizon: a transaction that is still open holds back
 * everything after it, so no event can appear behind the position (docs/adr/0008).
 */
export function createReader({ db, log, busy, onEvents }: ReaderOptions): Reader {
  const freshness = createFreshness();
  const pause = createPause();
  let position: Position = { xid: "0", id: "0" };
  let floor: Position = { xid: "0", id: "0" };
  let horizon = 0n;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  /** Everything committed before this moment has been handed on. */
  let freshAt = Number.NEGATIVE_INFINITY;
  /** All was read and nothing open when all that was over lay below this: while it does, there is nothing new. */
  let restsAt: bigint | undefined;

  async function poll(): Promise<{ found: boolean; more: boolean }> {
    const begun = performance.now();
    if (restsAt !== undefined && (await nextXid(db)) === restsAt) {
      freshAt = freshness.note(begun, restsAt, restsAt);
      return { found: false, more: false };
    }
    const page = await pollOutbox(db, position);
    floor = page.floor;
    const last = page.events.at(-1);
    if (last) {
      onEvents(page.events);
      position = { xid: last.xid, id: last.id };
    }
    const provenAt = freshness.note(begun, page.next, page.horizon);
    if (!page.more) {
      horizon = page.horizon;
      freshAt = provenAt;
    }
    restsAt = last === undefined && page.horizon === page.next ? page.next : undefined;
    return { found: last !== undefined, more: page.more };
  }

  async function run(): Promise<void> {
    while (!stopped) {
      let last = { found: false, more: false };
      try {
        last = await poll();
      } catch (error) {
        if (!stopped) log.warn({ detail: (error as Error).message }, "the outbox could not be read; trying again");
      }
      if (!stopped && !last.more) await pause.wait(last.found || busy() ? BUSY_MS : IDLE_MS);
    }
  }

  return {
    async start() {
      const { rows } = await db.pool.query<{ xid: string }>(
        "select (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text as xid",
      );
      position = { xid: rows[0]?.xid ?? "0", id: "9223372036854775807" };
      freshAt = performance.now();
      freshness.begin(freshAt);
      running = run();
    },
    async stop() {
      stopped = true;
      pause.end();
      await running;
    },
    position: () => position,
    floor: () => floor,
    wake: pause.end,
    lagMs: () => performance.now() - freshAt,
    horizonAgeMs: freshness.standsMs,
    async settled() {
      const deadline = Date.now() + SETTLE_MS;
      const target = await newestTransaction(db);
      // Whoever waits has committed already: without an answer there is nothing to wait for, and nothing to refuse.
      while (target !== undefined && horizon < target && Date.now() < deadline && !stopped) {
        pause.end();
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
  };
}

/** The transaction id that the next one gets; undefined when the database does not say so in time. */
async function newestTransaction(db: Database): Promise<bigint | undefined> {
  const question = {
    text: "select pg_snapshot_xmax(pg_current_snapshot())::text as next",
    query_timeout: SETTLE_MS,
  };
  const answer = await db.pool.query<{ next: string }>(question).catch(() => undefined);
  const next = answer?.rows[0]?.next;
  return next === undefined ? undefined : BigInt(next);
}

/** One tenant's kept events after a position and up to another, a page at most. Errors: CURSOR_EXPIRED. */
export function readOutbox(db: Database, interest: Interest, after: Position, until: Position): Promise<EventPage> {
  const condition = `tenant_id = $1 and subject = $2 and type = any($3)
    and (xid, id) > ($4::text::xid8, $5::bigint) and (xid, id) <= ($6::text::xid8, $7::bigint)`;
  const { tenantId, subject, types } = interest;
  const values = [tenantId, subject, types, after.xid, after.id, until.xid, until.id];
  return readPage(db, "outbox_read", condition, after, values);
}
