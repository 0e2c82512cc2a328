import { randomBytes } from "node:crypto";
import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { migrate } from "@bulkhead/kernel/migrate.ts";
import { readPeppers } from "@bulkhead/server/config.ts";
import { migrationFolders } from "@bulkhead/server/migrations.ts";
import type { BulkheadSettings } from "./processes.ts";

/** A migrated database, and what Bulkhead must be told to serve it. */
export interface BenchDatabase {
  /** As superuser. */
  url: string;
  settings: BulkheadSettings;
  peppers: Peppers;
  /** The address as one of Bulkhead's roles. */
  urlAs(role: string): string;
}

const CONNECTIONS = 10;

/** Databases of one server share the roles, and with them the secret that the passwords derive from. */
export async function newDatabase(serverUrl: string, name: string, secret: string): Promise<BenchDatabase> {
  const url = await createDatabase(serverUrl, name);
  await migrate(url, secret, migrationFolders);
  const pepperList = `1:${randomBytes(32).toString("base64url")}`;
  const peppers = readPeppers(pepperList);
  if (!peppers) throw new Error("the pepper cannot be read");
  return {
    url,
    settings: { databaseUrl: url, secret, peppers: pepperList, connections: CONNECTIONS },
    peppers,
    urlAs(role) {
      const address = new URL(url);
      address.username = role;
      address.password = rolePassword(secret, role);
      return address.href;
    },
  };
}
