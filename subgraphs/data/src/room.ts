import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { createCollectionDirectory } from "./collections/directory.ts";
import { createValidators } from "./collections/validators.ts";
import type { DataContext, DataDeps } from "./context.ts";
import { createImportRunner } from "./jobs/run-imports.ts";
import { createLoaders } from "./loaders.ts";
import { createSchema } from "./schema.ts";

export interface DataRoomDeps {
  /** Signed in as bulkhead_data. */
  db: Database;
  cursors: Cursors;
  feed: Feed;
  log: Log;
}

export interface DataRoom {
  subgraph: Subgraph<DataContext>;
  /** Runs imports in this process; at least one process of an installation must. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createDataRoom({ db, cursors, feed, log }: DataRoomDeps): DataRoom {
  const collections = createCollectionDirectory(db, feed);
  const deps: DataDeps = { db, cursors, feed, log, collections, validators: createValidators(db) };
  const importRunner = createImportRunner({ db, feed, log });
  const subgraph = createSchema((request) => ({
    ...request,
    ...deps,
    loaders: createLoaders(db, request.principal.tenantId),
  }));
  return {
    subgraph,
    start: importRunner.start,
    async stop() {
      await importRunner.stop();
      collections.stop();
    },
  };
}
