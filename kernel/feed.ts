import type { Cursors } from "./cursor.ts";
import type { Database } from "./database.ts";
import { createReader, type Interest, type Reader, readOutbox } from "./feed-reader.ts";
import type { Log } from "./log.ts";
import { cursorExpired, type FeedEvent } from "./outbox-page.ts";
import { comparePositions, justBefore, type Position } from "./outbox-position.ts";

export type { Interest } from "./feed-reader.ts";
export type { FeedEvent } from "./outbox-page.ts";

export interface Feed {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Every event of every tenant from now on, for caches of policy. */
  listen(listener: (event: FeedEvent) => void): () => void;
  /**
   * Events after the cursor, then live ones: none lost, none twice. A cursor that stands inside an event (part > 0)
   * yields that event first, so that the rest of it can be delivered. Ends when `signal` aborts or the feed stops.
   */
  follow(interest: Interest, after: string | null, signal: AbortSignal): AsyncGenerator<FeedEvent>;
  /** The event a cursor stands at; undefined when it is of another subject or type. */
  at(interest: Interest, cursor: string): Promise<FeedEvent | undefined>;
  /** Answers once everything committed before the call has been handed to all listeners here, or after a second. */
  settled(): Promise<void>;
  /**
   * Everything committed longer ago than this, in milliseconds, has been handed to all listeners here. It grows while the
   * outbox cannot be read, and while an open transaction holds back what others committed.
   */
  lagMs(): number;
  /** Whether the lag is below MAX_LAG_MS. While it is not, caches of policy must not answer. */
  isFresh(): boolean;
  /** A cursor at an event, or at one part of an event that stands for several changes. */
  cursor(event: FeedEvent, part?: number): string;
  /** A cursor at the present: what is committed from here on comes after it, and a little that was committed before. */
  present(tenantId: string): string;
  /** Where a cursor stands. Errors: INVALID_CURSOR; CURSOR_EXPIRED when what comes after it may have been deleted. */
  open(tenantId: string, cursor: string): Position & { part: number };
}

/** Events a follower may have waiting before it is sent to read the table instead. */
const QUEUE = 1_000;

/** News of a change takes about 0.1 s; a feed that is older than this is no longer believed. */
export const MAX_LAG_MS = 5_000;

interface Follower {
  interest: Interest;
  queue: FeedEvent[];
  /** The queue was full and dropped: read on from the table. Memory stays bounded, nothing is lost. */
  behind: boolean;
  /** Where to read on from: after it nothing of interest was delivered. */
  readFrom: Position;
  wake(): void;
}

interface FeedOptions {
  db: Database;
  /**
   * Where followers catch up from old cursors. A pool of its own: however many of them wait for it, the poll does not,
   * and the caches that believe in it go on serving everybody else.
   */
  followersDb: Database;
  cursors: Cursors;
  log: Log;
}

export function createFeed({ db, followersDb, cursors, log }: FeedOptions): Feed {
  const listeners = new Set<(event: FeedEvent) => void>();
  const followers = new Set<Follower>();
  const reader = createReader({ db, log, busy: () => followers.size > 0, onEvents: dispatch });
  const closing = new AbortController();
  let epoch = "";

  function dispatch(events: readonly FeedEvent[]): void {
    for (const event of events) {
      for (const listener of listeners) listener(event);
      for (const follower of followers) if (wants(follower.interest, event)) offer(follower, event);
    }
  }

  function open(tenantId: string, cursor: string): Position & { part: number } {
    const [from, xid, id, part] = cursors.open(tenantId, "outbox", cursor);
    if (from !== epoch) throw cursorExpired();
    const at = { xid: String(xid), id: String(id), part: Number(part) };
    // Early, while the caller can still be told so. Deletions since the last poll show when the table is read.
    if (comparePositions(at.part > 0 ? justBefore(at) : at, reader.floor()) < 0) throw cursorExpired();
    return at;
  }

  /** The position is taken at the call and not at the first read: what commits after it belongs to the follower. */
  function start(interest: Interest, after: string | null, signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const from = after === null ? { ...reader.position(), part: 0 } : open(interest.tenantId, after);
    return read(interest, from.part > 0 ? justBefore(from) : from, signal);
  }

  async function* read(interest: Interest, from: Position, signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const behind = comparePositions(from, reader.position()) !== 0;
    const follower: Follower = { interest, queue: [], behind, readFrom: from, wake: () => {} };
    followers.add(follower);
    reader.wake();
    try {
      yield* follow(followersDb, reader, follower, AbortSignal.any([signal, closing.signal]));
    } finally {
      followers.delete(follower);
    }
  }

  return {
    async start() {
      const { rows } = await db.pool.query<{ epoch: string }>("select epoch from platform.cursor_epoch");
      epoch = rows[0]?.epoch ?? "";
      await reader.start();
    },
    async stop() {
      closing.abort();
      await reader.stop();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow: start,
    async at(interest, cursor) {
      const position = open(interest.tenantId, cursor);
      return (await readOutbox(followersDb, interest, justBefore(position), position)).events[0];
    },
    settled: reader.settled,
    lagMs: reader.lagMs,
    isFresh: () => reader.lagMs() < MAX_LAG_MS,
    cursor: (event, part = 0) => cursors.seal(event.tenantId, "outbox", [epoch, event.xid, event.id, part]),
    present(tenantId) {
      const { xid, id } = reader.position();
      return cursors.seal(tenantId, "outbox", [epoch, xid, id, 0]);
    },
    open,
  };
}

function wants(interest: Interest, event: FeedEvent): boolean {
  return (
    interest.tenantId === event.tenantId && interest.subject === event.subject && interest.types.includes(event.type)
  );
}

function offer(follower: Follower, event: FeedEvent): void {
  if (follower.behind) return;
  if (follower.queue.length < QUEUE) follower.queue.push(event);
  else {
    // Whoever is this far behind has had everything before the first that is dropped.
    follower.readFrom = justBefore(follower.queue[0] ?? event);
    follower.queue = [];
    follower.behind = true;
  }
  follower.wake();
}

async function* follow(
  db: Database,
  reader: Reader,
  follower: Follower,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent> {
  let at: Position = follower.readFrom;
  while (!signal.aborted) {
    if (follower.behind) {
      // From here on live events queue up; the table has everything up to here.
      const until = reader.position();
      follower.behind = false;
      if (comparePositions(at, follower.readFrom) < 0) at = follower.readFrom;
      for (let more = true; more; ) {
        const page = await readOutbox(db, follower.interest, at, until);
        for (const event of page.events) {
          if (signal.aborted) return;
          at = event;
          yield event;
        }
        more = page.more;
      }
    }
    const event = follower.queue.shift();
    if (event) {
      // A cursor from a process that has read further than this one: its event is still to come here, once too often.
      if (comparePositions(event, at) <= 0) continue;
      at = event;
      yield event;
    } else if (!follower.behind) await somethingNew(follower, signal);
  }
}

function somethingNew(follower: Follower, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener("abort", done);
      follower.wake = () => {};
      resolve();
    };
    follower.wake = done;
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
