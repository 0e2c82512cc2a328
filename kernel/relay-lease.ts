import type pg from "pg";
import type { Database } from "./database.ts";
import type { Log } from "./log.ts";
import { waitOr } from "./wait.ts";

/** The key of the session-level advisory lock that the leader holds. */
export const RELAY_LOCK = 7_238_114_903;

/** How often the leader shows that it lives, and how often the others ask whether it does. */
const BEAT_MS = 500;

/**
 * A leader that has shown nothing for this long has its session ended by PostgreSQL, and with it the lock, whether it is
 * stopped, cut off or stuck; it stops itself by the same clock. PostgreSQL sees at once when it is dead.
 */
export const LEASE_MS = 2_500;

const OPEN = `select set_config('idle_session_timeout', '${LEASE_MS}', false)`;
const TRY = `select pg_try_advisory_lock(${RELAY_LOCK}) as locked`;

export interface Lease {
  start(): void;
  stop(): Promise<void>;
  isHeld(): boolean;
  /** Gives it up at once, and stands for it again. */
  drop(): void;
}

export interface LeaseOptions {
  db: Database;
  log: Log;
  /** Called when the lock is ours; does its work until the signal. The lock is tried again only once it has ended. */
  lead(signal: AbortSignal): Promise<void>;
}

/** Takes part in the election of one leader among all processes on one database, on a connection of its own. */
export function createLease({ db, log, lead }: LeaseOptions): Lease {
  const stopping = new AbortController();
  let client: pg.PoolClient | undefined;
  let held: AbortController | undefined;
  let leading: Promise<void> = Promise.resolve();
  let running: Promise<void> = Promise.resolve();
  /** The work of a lease has not come to its end, though the lease may have. */
  let winding = false;
  let aliveAt = 0;

  function lose(why: string): void {
    if (!held) return;
    held.abort(new Error(why));
    held = undefined;
    if (!stopping.signal.aborted) log.warn({ reason: why }, "this process leads the relay no longer");
  }

  /** A connection that is closed lets go of the lock. */
  function disconnect(why: string): void {
    lose(why);
    const closed = client;
    client = undefined;
    closed?.release(true);
  }

  async function connect(): Promise<pg.PoolClient> {
    const opened = await db.pool.connect();
    opened.on("error", () => {
      if (client === opened) disconnect("its connection was lost");
    });
    client = opened;
    await ask(opened, OPEN);
    return opened;
  }

  async function beat(): Promise<void> {
    const asked = performance.now();
    const connected = client ?? (await connect());
    if (held || winding) {
      await ask(connected, "select 1");
      aliveAt = asked;
      return;
    }
    const { rows } = await ask(connected, TRY);
    if (!rows[0]?.locked || client !== connected || stopping.signal.aborted) return;
    aliveAt = asked;
    const mine = new AbortController();
    held = mine;
    winding = true;
    leading = lead(mine.signal)
      .catch((error: Error) => {
        if (held === mine) disconnect(error.message);
      })
      .finally(() => {
        winding = false;
      });
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await beat().catch((error: Error) => disconnect(error.message));
      await waitOr(stopping.signal, BEAT_MS);
    }
  }

  return {
    start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      lose("it stops");
      await leading;
      await running;
      disconnect("it stops");
    },
    isHeld: () => held !== undefined && performance.now() - aliveAt < LEASE_MS,
    drop: () => disconnect("it was told to let go"),
  };
}

/** Longer than this and the lease is over anyway. */
function ask(client: pg.PoolClient, text: string): Promise<pg.QueryResult<{ locked?: boolean }>> {
  return client.query({ text, ...{ query_timeout: LEASE_MS - BEAT_MS } });
}
