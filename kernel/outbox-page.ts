import { type Database, queryOutsideTenants } from "./database.ts";
import { AppError } from "./error.ts";
import { comparePositions, type Position } from "./outbox-position.ts";

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

/** `bytes` is an upper bound of what the payload takes as text. */
export interface SizedEvent extends FeedEvent {
  bytes: number;
}

export interface EventRow {
  /** Null in a row that stands for no event. */
  xid: string | null;
  id: string;
  tenant_id: string;
  type: string;
  subject: string;
  payload: Record<string, unknown>;
  occurred_at: string;
  bytes: string;
  more: boolean;
}

/** Most events a page has. */
export const PAGE = 500;

/** A page ends with the event that passes this, so that a page of large records cannot fill the memory. */
const PAGE_BYTES = 8_000_000;

/**
 * The size of a payload without reading it. Only a compressed one can be larger than it is stored: by 255 times with
 * lz4, less with pglz, and no event is larger than a record of 1 MiB, what it replaced, and a little.
 */
const BYTES = `case when pg_column_compression(payload) is null then pg_column_size(payload)
               else least(pg_column_size(payload)::bigint * 256, 3145728) end`;

export const EVENT_COLUMNS =
  "event.xid::text, event.id::text, event.tenant_id, type, subject, payload, occurred_at, bytes, more";

/**
 * SQL of one page of events that meet a condition, in commit order; `more` says that the condition may hold for events
 * after the last. ORDER BY must not name a selected text, which would sort 9 behind 10, so columns keep their types here.
 */
export function pageSql(condition: string, limit = PAGE): string {
  return `(select counted.*, before + bytes >= ${PAGE_BYTES} or rank = ${limit} as more from (
             select sized.*, sum(bytes) over (order by xid, id) - bytes as before, row_number() over (order by xid, id) as rank
             from (select *, ${BYTES} as bytes from platform.outbox
                   where ${condition} order by xid, id limit ${limit}) as sized) as counted
           where before < ${PAGE_BYTES} order by xid, id)`;
}

export function toEvent(row: EventRow): SizedEvent {
  const { id, type, subject, payload } = row;
  const event = { xid: String(row.xid), id: String(id), tenantId: row.tenant_id, type, subject, payload };
  return { ...event, occurredAt: row.occurred_at, bytes: Number(row.bytes) };
}

export interface EventPage {
  events: SizedEvent[];
  /** Whether there may be further events up to the place asked for. */
  more: boolean;
}

type PageRow = EventRow & { floor_xid: string; floor_id: string };

/**
 * Runs a statement that selects EVENT_COLUMNS of a page beside the floor, in one snapshot: either the events after
 * `after` are all there, or the floor says that some are gone. Errors: CURSOR_EXPIRED.
 */
export async function readPage(
  db: Database,
  name: string,
  condition: string,
  after: Position,
  values: unknown[],
  limit = PAGE,
): Promise<EventPage> {
  const rows = await queryOutsideTenants<PageRow>(db, {
    name,
    text: `select floor.xid::text as floor_xid, floor.id::text as floor_id, ${EVENT_COLUMNS}
           from platform.outbox_floor as floor left join lateral ${pageSql(condition, limit)} as event on true
           order by event.xid, event.id`,
    values,
  });
  const [first] = rows;
  if (first && comparePositions(after, { xid: first.floor_xid, id: first.floor_id }) < 0) throw cursorExpired();
  const events = rows.filter((row) => row.xid !== null).map(toEvent);
  return { events, more: rows.at(-1)?.more ?? false };
}

export function cursorExpired(): AppError {
  return new AppError(
    "CURSOR_EXPIRED",
    "This cursor is from before the changes that are still kept. Read the list again, then subscribe without a cursor.",
  );
}
