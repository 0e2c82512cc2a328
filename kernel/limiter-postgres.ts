import type { Database } from "./database.ts";
import type { Charge, ChargeAnswer, LimiterStore } from "./limiter-store.ts";
import type { Log } from "./log.ts";

const ANSWER_MS = 2_000;
const SWEEP_MS = 60_000;
/** Rows deleted by one statement: a few milliseconds' worth, far from holding anything up. */
const SWEEP_ROWS = 5_000;

const NOW = "extract(epoch from clock_timestamp())::float8 * 1000";

const CHARGE = {
  name: "charge_rate_limits",
  text: `insert into platform.rate_limit as known (key, tat, charge)
         select key, tat, charge from unnest($1::uuid[], $2::float8[], $3::float8[]) as given (key, tat, charge) order by key
         on conflict (key) do update
           set tat = greatest(known.tat + excluded.charge, excluded.tat), charge = excluded.charge
         returning replace(key::text, '-', '') as key, tat, ${NOW} as now`,
};

// Rows that somebody is charging are skipped, so this waits for nobody and nobody is caught in a circle with it.
const SWEEP = `delete from platform.rate_limit where ctid = any(array(
    select ctid from platform.rate_limit where tat < ${NOW} - 60000 limit ${SWEEP_ROWS} for update skip locked))`;

/**
 * Rate limits shared through PostgreSQL: one upsert for all keys. `db` signs in as bulkhead_gateway and is best a pool of
 * its own with one connection, so that limits never wait behind uploads.
 */
export function createPostgresLimiterStore(db: Database, log: Log): LimiterStore {
  const sweeper = setInterval(() => {
    sweep(db).catch((error: Error) => log.info({ detail: error.message }, "rate limits were not swept"));
  }, SWEEP_MS);
  sweeper.unref();
  return {
    charge: (charges) => (charges.length === 0 ? readTime(db) : writeCharges(db, charges)),
    async stop() {
      clearInterval(sweeper);
    },
  };
}

async function readTime(db: Database): Promise<ChargeAnswer> {
  const [row] = await ask<{ now: number }>(db, { name: "rate_limit_clock", text: `select ${NOW} as now` });
  if (!row) throw new Error("the database told no time");
  return { now: row.now, tats: [] };
}

async function writeCharges(db: Database, charges: readonly Charge[]): Promise<ChargeAnswer> {
  const rows = await ask<{ key: string; tat: number; now: number }>(db, {
    ...CHARGE,
    values: [charges.map((one) => one.key), charges.map((one) => one.tat), charges.map((one) => one.cost)],
  });
  const tats = new Map(rows.map(({ key, tat }) => [key, tat]));
  return {
    now: rows.at(-1)?.now ?? 0,
    tats: charges.map(({ key }) => tats.get(key) ?? 0),
  };
}

/** Removes what has been full for a minute: absent means the same. Answers how many rows went. */
export async function sweep(db: Database): Promise<number> {
  let swept = 0;
  for (;;) {
    const { rowCount } = await db.pool.query(SWEEP);
    swept += rowCount ?? 0;
    if ((rowCount ?? 0) < SWEEP_ROWS) return swept;
  }
}

/** A connection that does not answer in time is closed: a network that swallows packets would hold it for ever. */
async function ask<R>(db: Database, statement: { name: string; text: string; values?: unknown[] }): Promise<R[]> {
  const client = await db.pool.connect();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS} ms`)), ANSWER_MS);
  const answered = client.query(statement);
  try {
    const { rows } = await Promise.race([answered, late]);
    client.release();
    return rows as R[];
  } catch (error) {
    client.release(error as Error);
    // Closing makes it fail too, which nobody waits for any more.
    answered.catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
