import type { Database } from "./database.ts";
import type { Log } from "./log.ts";

/** One outbox event as it is handed out, in commit order. */
export interface FeedEvent {
  xid: string;
  id: string;
  tenantId: string;
  type: string;
  subject: string;
  payload: Record<string, unknown>;
  occurredAt: string;
}

/** A place in the outbox; order is by transaction, then by id. */
export interface Position {
  xid: string;
  id: string;
}

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
  /** Poll now rather than when the pause is over. */
  wake(): void;
  settled(): Promise<void>;
  /** Milliseconds since the outbox was last read to its end: how old the news of this process may be. */
  lagMs(): number;
}

export const PAGE = 500;
const BUSY_MS = 15;
const IDLE_MS = 100;
const SETTLE_MS = 1_000;
const COLUMNS = "xid::text, id::text, tenant_id, type, subject, payload, occurred_at";

interface Row {
  xid: string;
  id: string | null;
  tenant_id: string;
  type: string;
  subject: string;
  payload: Record<string, unknown>;
  occurred_at: string;
}

interface ReaderOptions {
  db: Database;
  log: Log;
  /** Someone waits for events: poll often. */
  busy(): boolean;
  onEvent(event: FeedEvent): void;
}

/**
 * Reads every tenant's outbox by (xid, id) below the snapshot horizon: a transaction that is still open holds back
 * everything after it, so no event can appear behind the position (docs/adr/0008).
 */
export function createReader({ db, log, busy, onEvent }: ReaderOptions): Reader {
  let position: Position = { xid: "0", id: "0" };
  let horizon = 0n;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let readToEndAt = Number.NEGATIVE_INFINITY;
  let endPause = () => {};

  /** One page; true when there was something. */
  async function poll(): Promise<boolean> {
    const begun = performance.now();
    const { rows } = await db.pool.query<Row & { horizon: string }>({
      name: "feed_poll",
      text: `select ${COLUMNS}, horizon::text from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) as now
             left join lateral (
               select * from platform.outbox where (xid, id) > ($1::text::xid8, $2::bigint) and xid < horizon
               order by xid, id limit ${PAGE}) as event on true`,
      values: [position.xid, position.id],
    });
    const found = rows.filter((row) => row.id !== null);
    for (const row of found) onEvent(toEvent(row));
    const last = found.at(-1);
    if (last) position = { xid: last.xid, id: String(last.id) };
    if (found.length < PAGE) {
      horizon = BigInt(rows[0]?.horizon ?? "0");
      readToEndAt = begun;
    }
    return found.length > 0;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      let found = false;
      try {
        found = await poll();
      } catch (error) {
        if (!stopped) log.warn({ detail: (error as Error).message }, "the outbox could not be read; trying again");
      }
      if (stopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, found || busy() ? BUSY_MS : IDLE_MS);
        endPause = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  return {
    async start() {
      const { rows } = await db.pool.query<{ xid: string }>(
        "select (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text as xid",
      );
      position = { xid: rows[0]?.xid ?? "0", id: "9223372036854775807" };
      readToEndAt = performance.now();
      running = run();
    },
    async stop() {
      stopped = true;
      endPause();
      await running;
    },
    position: () => position,
    wake: () => endPause(),
    lagMs: () => performance.now() - readToEndAt,
    async settled() {
      const { rows } = await db.pool.query<{ next: string }>(
        "select pg_snapshot_xmax(pg_current_snapshot())::text as next",
      );
      const target = BigInt(rows[0]?.next ?? "0");
      const deadline = Date.now() + SETTLE_MS;
      while (horizon < target && Date.now() < deadline && !stopped) {
        endPause();
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
  };
}

/** One tenant's kept events after a position and up to another, a page at most. */
export async function readOutbox(
  db: Database,
  interest: Interest,
  after: Position,
  until: Position,
): Promise<FeedEvent[]> {
  // ORDER BY prefers a selected column's name, and those are texts: they would sort 9 behind 10.
  const { rows } = await db.pool.query<Row>({
    name: "outbox_read",
    text: `select ${COLUMNS} from platform.outbox
           where tenant_id = $1 and subject = $2 and type = any($3)
             and (xid, id) > ($4::text::xid8, $5::bigint) and (xid, id) <= ($6::text::xid8, $7::bigint)
           order by outbox.xid, outbox.id limit ${PAGE}`,
    values: [interest.tenantId, interest.subject, interest.types, after.xid, after.id, until.xid, until.id],
  });
  return rows.map(toEvent);
}

function toEvent(row: Row): FeedEvent {
  const { xid, id, type, subject, payload } = row;
  return { xid, id: String(id), tenantId: row.tenant_id, type, subject, payload, occurredAt: row.occurred_at };
}
