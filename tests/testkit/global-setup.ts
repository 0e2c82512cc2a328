import { createDatabase, startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { prepareDatabase } from "@bulkhead/server/prepare-database.ts";
import type { TestProject } from "vitest/node";
import { newRootKeyFile } from "./root-key.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Superuser address of the throwaway server that all test files share. */
    postgresUrl: string;
    /** File of the root key of every installation of the run: each registers it on its first start. */
    rootKey: string;
  }
}

/** Not a secret: it only opens the throwaway server of this run. */
export const TEST_SECRET = "a secret for tests that protects nothing at all";
export const TEMPLATE = "bulkhead_template";

const stops: (() => Promise<void> | void)[] = [];

/** One PostgreSQL for the whole run; each test file copies the migrated template, so files cannot disturb each other. */
export async function setup(project: TestProject): Promise<void> {
  // A file may open the product twice, beside another file that does: some two hundred connections.
  const server = await startDisposablePostgres({ maxConnections: 300 });
  stops.push(server.stop);
  const template = await createDatabase(server.url, TEMPLATE);
  await prepareDatabase(template, TEST_SECRET);
  const rootKey = newRootKeyFile();
  stops.push(rootKey.remove);
  project.provide("postgresUrl", server.url);
  project.provide("rootKey", rootKey.file);
}

export async function teardown(): Promise<void> {
  for (const stop of stops.reverse()) await stop();
}
