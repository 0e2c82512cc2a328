import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Database, openDatabase } from "@bulkhead/kernel/database.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { migrationFolders } from "./migrations.ts";

const PAUSE_MS = 250;
/** The role that every process has. */
const ROLE = "bulkhead_relay";

/**
 * Resolves once every migration this code knows has been applied by some other process; a database that is newer is
 * welcome, since migrations only add. The database may not even be there yet: processes start in any order.
 */
export async function waitForDatabase(url: string, secret: string, log: Log, signal: AbortSignal): Promise<void> {
  const wanted = migrationFolders.flatMap(({ room, directory }) =>
    readdirSync(directory)
      .filter((file) => file.endsWith(".sql"))
      .map((name) => `${room}/${name}`),
  );
  const db = openDatabase({ url, role: ROLE, password: rolePassword(secret, ROLE), maxConnections: 1, log });
  let said = "";
  while (!signal.aborted) {
    const missing = await missingMigrations(db, wanted);
    if (missing === "") break;
    if (missing !== said) log.warn({ detail: missing }, "waiting for the database");
    said = missing;
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
  }
  await db.pool.end();
}

/** What is missing, in words; empty when nothing is. */
async function missingMigrations(db: Database, wanted: readonly string[]): Promise<string> {
  try {
    const { rows } = await db.pool.query<{ name: string }>(
      "select room || '/' || name as name from platform.migration",
    );
    const applied = new Set(rows.map(({ name }) => name));
    return wanted.filter((name) => !applied.has(name)).join(", ");
  } catch (error) {
    return (error as Error).message;
  }
}
