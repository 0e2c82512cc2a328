import { setTimeout as sleep } from "node:timers/promises";
import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";

/** What a transaction of somebody's request takes of processors, the database's part included: a page of 50, docs/bench.md. */
const REQUEST_MS = 0.55;

/** So often the database is asked. */
const LOOK_MS = 250;
/**
 * A process of PostgreSQL says once a second what it has done, and one that is asked nothing more says the rest ten seconds later:
 * in a longer time the busy ones would be heard of twice.
 */
const WINDOW_MS = 1_000;

/** Whoever asked much a moment ago asks again: of what is not seen any more, half is still believed after so long. */
const HALF_LIFE_MS = 5_000;

/**
 * For what share of a processor's time, from 0 to 1, a database is asked for something else than by `db`: by the processes that
 * answer requests where this one only works, and by the other instances where it answers too. Known while `begin` has been
 * called more often than `end`, from a second after the first on. Other imports count as well, which keeps all of them
 * together from taking the whole database; and so do the polls of feeds and relays, 66 a second of each process while events come.
 */
export function watchOthers(db: Database) {
  let own = 0;
  db.pool.on("release", () => own++);
  let working = 0;
  let share = 0;
  let seen: { at: number; done: number }[] = [];
  let isWatched = false;

  function note(done: number): void {
    const at = performance.now();
    const last = seen.at(-1);
    seen.push({ at, done });
    const recent = seen.filter((one) => at - one.at <= WINDOW_MS + LOOK_MS / 2);
    // Of a pause the whole is known, and nothing else.
    const from = recent.length > 1 ? recent[0] : last;
    seen = recent;
    if (!from || !last) return;
    const now = ((done - from.done) * REQUEST_MS) / Math.max(at - from.at, WINDOW_MS);
    share = Math.min(1, Math.max(now, share * 0.5 ** ((at - last.at) / HALF_LIFE_MS)));
  }

  async function look(): Promise<void> {
    const text = `select (xact_commit + xact_rollback)::float8 as done from pg_stat_database
                  where datname = current_database()`;
    const [row] = await queryOutsideTenants<{ done: number }>(db, { name: "transactions_done", text, values: [] });
    if (row) note(row.done - own);
  }

  async function watch(): Promise<void> {
    for (isWatched = true; working > 0; await sleep(LOOK_MS, undefined, { ref: false })) {
      // A database that cannot be reached is not asked for much, and the import learns of it by itself.
      await look().catch(() => {});
    }
    isWatched = false;
  }

  return {
    share: () => share,
    begin() {
      working++;
      if (!isWatched) void watch();
    },
    end() {
      working--;
    },
  };
}
