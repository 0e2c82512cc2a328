import type { Database } from "@bulkhead/kernel/database.ts";
import type pg from "pg";

export interface TenantLock {
  /** The connection that holds the lock is gone, and the lock with it: another process may have it by now. */
  isLost(): boolean;
  release(): Promise<void>;
}

/**
 * Takes a tenant's imports for this process; undefined when another one has them. A session-level advisory lock, held by
 * a connection that does nothing else: when the process dies, PostgreSQL gives it back. It saves double work and is no
 * safeguard; that is the fence of `moveCheckpoint`.
 */
export async function lockTenant(db: Database, tenantId: string): Promise<TenantLock | undefined> {
  const client = await db.pool.connect();
  let lost: Error | undefined;
  const onError = (error: Error) => {
    lost = error;
  };
  client.on("error", onError);
  const release = async () => {
    if (!lost) await client.query("select pg_advisory_unlock_all()").catch(onError);
    client.off("error", onError);
    client.release(lost);
  };
  try {
    if (await tryLock(client, tenantId)) return { isLost: () => lost !== undefined, release };
  } catch (error) {
    onError(error as Error);
    await release();
    throw error;
  }
  await release();
  return undefined;
}

async function tryLock(client: pg.PoolClient, tenantId: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>({
    text: "select pg_try_advisory_lock(hashtextextended($1, 0)) as locked",
    values: [`imports of ${tenantId}`],
  });
  return rows[0]?.locked ?? false;
}
