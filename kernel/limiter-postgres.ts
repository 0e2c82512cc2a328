import { type Database, queryOutsideTenants } from "./database.ts";
import type { Charge, ChargeAnswer, LimiterStore } from "./limiter-store.ts";
import type { Log } from "./log.ts";
import { inLots } from "./lot.ts";

/** A connection that does not answer in time is closed: a network that swallows packets would hold it for ever. */
const ANSWERED = { query_timeout: 2_000 };
const SWEEP_MS = 60_000;
/** Rows deleted by one statement: a few milliseconds' worth. */
const SWEEP_ROWS = 2_000;

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
    select ctid from platform.rate_limit where tat < ${NOW} - 60000 limit $1 for update skip locked)) returning 1`;

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
  const clock = { name: "rate_limit_clock", text: `select ${NOW} as now`, ...ANSWERED };
  const [row] = await queryOutsideTenants<{ now: number }>(db, clock);
  if (!row) throw new Error("the database told no time");
  return { now: row.now, tats: [] };
}

async function writeCharges(db: Database, charges: readonly Charge[]): Promise<ChargeAnswer> {
  const values = [charges.map((one) => one.key), charges.map((one) => one.tat), charges.map((one) => one.cost)];
  const statement = { ...CHARGE, values, ...ANSWERED };
  const rows = await queryOutsideTenants<{ key: string; tat: number; now: number }>(db, statement);
  const tats = new Map(rows.map(({ key, tat }) => [key, tat]));
  return {
    now: rows.at(-1)?.now ?? 0,
    tats: charges.map(({ key }) => tats.get(key) ?? 0),
  };
}

/** Removes what has been full for a minute: absent means the same. Answers how many rows went. */
export function sweep(db: Database): Promise<number> {
  return inLots(SWEEP_ROWS, async (rows) => (await queryOutsideTenants(db, { text: SWEEP, values: [rows] })).length);
}
