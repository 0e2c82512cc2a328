import { createDatabase, startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { prepareDatabase } from "@bulkhead/server/prepare-database.ts";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Superuser address of the throwaway server that all test files share. */
    postgresUrl: string;
  }
}

/** Not a secret: it only opens the throwaway server of this run. */
export const TEST_SECRET = "a secret for tests that protects nothing at all";
export const TEMPLATE = "bulkhead_template";

let stop: (() => Promise<void>) | undefined;

/** One PostgreSQL for the whole run; each test file copies the migrated template, so files cannot disturb each other. */
export async function setup(project: TestProject): Promise<void> {
  // A file may open the product twice, beside another file that does: some two hundred connections.
  const server = await startDisposablePostgres({ maxConnections: 300 });
  stop = server.stop;
  const template = await createDatabase(server.url, TEMPLATE);
  await prepareDatabase(template, TEST_SECRET);
  project.provide("postgresUrl", server.url);
}

export async function teardown(): Promise<void> {
  await stop?.();
}
