import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";
import { readPeppers } from "@bulkhead/server/config.ts";
import { prepareDatabase } from "@bulkhead/server/prepare-database.ts";
import type { BulkheadSettings, Workplace } from "./processes.ts";

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

/** What the databases of a run have in common: they share the server's roles, whose passwords derive from the secret. */
export interface Installation {
  place: Workplace;
  postgres: { url: string; pid: number };
  secret: string;
}

export async function newDatabase({ place, postgres, secret }: Installation, name: string): Promise<BenchDatabase> {
  const url = await createDatabase(postgres.url, name);
  await prepareDatabase(url, secret);
  const rootKey = path.join(place.folder, "root-key.json");
  if (!existsSync(rootKey)) createRootKeyFile(rootKey);
  const pepperList = `1:${randomBytes(32).toString("base64url")}`;
  const peppers = readPeppers(pepperList);
  if (!peppers) throw new Error("the pepper cannot be read");
  return {
    url,
    settings: { databaseUrl: url, secret, peppers: pepperList, rootKey, connections: CONNECTIONS },
    peppers,
    urlAs(role) {
      const address = new URL(url);
      address.username = role;
      address.password = rolePassword(secret, role);
      return address.href;
    },
  };
}
