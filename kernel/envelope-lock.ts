import type { Database } from "./database.ts";
import { AppError } from "./error.ts";

/** Any number that no other advisory lock of ours has. */
const LOCK = 7_238_114_916;

/**
 * Lets one operator at a time work on the root key. Held by a connection of its own, so it ends with the process; the
 * pool needs two. Errors: CONFLICT when somebody else is at it.
 */
export async function withKeyLock<T>(db: Database, run: () => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [LOCK]);
    if (!rows[0]?.locked)
      throw new AppError("CONFLICT", "Somebody else is working on the keys. Try again when that is done.");
    return await run();
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]).then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}
