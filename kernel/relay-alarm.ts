import type { Database } from "./database.ts";
import type { Reader } from "./feed-reader.ts";
import type { Log } from "./log.ts";
import { faultText } from "./relay-attempt.ts";
import type { Delivery } from "./relay-delivery.ts";

/** A consumer that is so far behind is worth waking somebody. */
export const LAG_ALARM_MS = 5_000;

/** Our writing transactions are ended after a twentieth of this; a horizon that stands longer holds back every event there is. */
export const HORIZON_ALARM_MS = 1_000;

/** An alarm that lasts is not repeated before. */
const REPEAT_MS = 30_000;

interface Blocker {
  pid: number;
  role: string;
  application: string;
  database: string;
}

/**
 * The backend with the oldest transaction id, which is what the horizon waits for. The columns named are those that
 * PostgreSQL shows to every role, so this needs no right to other sessions' statements.
 */
export async function findBlocker(db: Database): Promise<Blocker | undefined> {
  const { rows } = await db.pool.query<Blocker>(
    `select pid, usename as role, application_name as application, datname as database from pg_stat_activity
     where backend_xid is not null order by age(backend_xid) desc limit 1`,
  );
  return rows[0];
}

export interface AlarmOptions {
  db: Database;
  reader: Reader;
  deliveries: readonly Delivery[];
  log: Log;
}

/** Answers a function that says in the log what is late; to be called about every second. */
export function createAlarms({ db, reader, deliveries, log }: AlarmOptions): () => Promise<void> {
  const rung = new Map<string, number>();

  function rings(name: string, late: boolean): boolean {
    const last = rung.get(name);
    if (!late) rung.delete(name);
    if (!late || (last !== undefined && performance.now() - last < REPEAT_MS)) return false;
    rung.set(name, performance.now());
    return true;
  }

  return async () => {
    for (const { consumer, pendingSince, parked } of deliveries) {
      const since = pendingSince();
      const lagMs = since === undefined ? 0 : Date.now() - Date.parse(since);
      if (rings(`lag of ${consumer.name}`, lagMs > LAG_ALARM_MS))
        log.warn({ alarm: "relay.lag", consumer: consumer.name, lagMs, parkedTenants: parked() }, "a consumer is late");
    }
    const horizonAgeMs = Math.round(reader.horizonAgeMs());
    if (!rings("horizon", horizonAgeMs > HORIZON_ALARM_MS)) return;
    const blocker = await findBlocker(db).catch((error: unknown) => ({ fault: faultText(error) }));
    const text =
      "an open transaction holds back every event; end the backend named, or a prepared transaction if none is";
    log.warn({ alarm: "relay.horizon", horizonAgeMs, ...blocker }, text);
  };
}
