import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { JobKind } from "@bulkhead/kernel/job-kind.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { createCollectionDirectory } from "./collections/directory.ts";
import { createValidators } from "./collections/validators.ts";
import type { DataContext, DataDeps } from "./context.ts";
import type { ImportReportDays } from "./imports/report-age.ts";
import { createReportConsumer } from "./imports/report-consumer.ts";
import { createImportJob } from "./jobs/import-job.ts";
import { createImportReportsJob } from "./jobs/import-reports-job.ts";
import { createMigrationJob } from "./jobs/migration-job.ts";
import { createStarterCollectionsJob } from "./jobs/starter-collections-job.ts";
import { createLoaders } from "./loaders.ts";
import { createSchema } from "./schema.ts";

export interface DataRoomDeps {
  /** Signed in as bulkhead_data. */
  db: Database;
  blobs: BlobStore;
  cursors: Cursors;
  feed: Feed;
  log: Log;
  importReportDays: ImportReportDays;
  /** See MigrationJobOptions; for tests, which do not wait so long. */
  migrationSettleMs?: number;
}

export interface DataRoom {
  subgraph: Subgraph<DataContext>;
  /** What this room has done in the background, by workers of any process. */
  jobs: readonly JobKind[];
  /** What must learn of events to ask for some of that. */
  consumers: readonly Consumer[];
  stop(): void;
}

export function createDataRoom({
  db,
  blobs,
  cursors,
  feed,
  log,
  importReportDays,
  migrationSettleMs,
}: DataRoomDeps): DataRoom {
  const collections = createCollectionDirectory(db, feed);
  const deps: DataDeps = { db, blobs, cursors, feed, log, collections, validators: createValidators(db) };
  const subgraph = createSchema((request) => ({
    ...request,
    ...deps,
    loaders: createLoaders(db, request.principal.tenantId),
  }));
  return {
    subgraph,
    jobs: [
      createImportJob({ db, blobs, log }),
      createImportReportsJob(db, importReportDays),
      createMigrationJob({ db, ...(migrationSettleMs === undefined ? {} : { settleMs: migrationSettleMs }) }),
      createStarterCollectionsJob(subgraph.context),
    ],
    consumers: [createReportConsumer(db, importReportDays)],
    stop: collections.stop,
  };
}
