import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isPortTaken } from "@bulkhead/infra/free-port.ts";
import type { Settings } from "./config.ts";

/** The database for a command: DATABASE_URL, or the embedded one that a running `npm start` keeps in this folder. */
export async function runningDatabaseUrl(settings: Settings): Promise<string> {
  if (settings.databaseUrl !== undefined) return settings.databaseUrl;
  const passwordFile = path.join(settings.dataDir, "postgres-password");
  if (!existsSync(passwordFile) || !(await isPortTaken(settings.postgresPort)))
    throw new Error("No database is running here. Start Bulkhead with npm start, or set DATABASE_URL.");
  const password = readFileSync(passwordFile, "utf8").trim();
  return `postgres://postgres:${password}@127.0.0.1:${settings.postgresPort}/postgres`;
}
