import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { JobKind } from "@bulkhead/kernel/job-kind.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { REACH, type Reach } from "./aggregates/reach.ts";
import { createDeclaredFields } from "./collections/declared-fields.ts";
import { createCollectionDirectory } from "./collections/directory.ts";
import { createCollectionSizes, UNINDEXED_RECORDS } from "./collections/sizes.ts";
import { createValidators } from "./collections/validators.ts";
import type { DataContext, DataDeps } from "./context.ts";
import { createDataCalls, createExportLinks, type DataCalls, type ExportLinks } from "./exports/links/data-calls.ts";
import { createLinkSignatures } from "./exports/links/link-signatures.ts";
import type { LinkDeps } from "./exports/links/open-link.ts";
import type { HistoryDaysOf } from "./history/history-age.ts";
import { createHistoryConsumer } from "./history/history-consumer.ts";
import type { ImportReportDays } from "./imports/report-age.ts";
import { createReportConsumer } from "./imports/report-consumer.ts";
import type { ServeImport } from "./imports/serve-import.ts";
import { createBulkChangeJob } from "./jobs/bulk-change-job.ts";
import { createExportJob } from "./jobs/export-job.ts";
import { createImportJob } from "./jobs/import-job.ts";
import { createImportReportsJob } from "./jobs/import-reports-job.ts";
import { createMigrationJob } from "./jobs/migration-job.ts";
import { createPurgeHistoryJob } from "./jobs/purge-history-job.ts";
import { createRetentionJob } from "./jobs/retention-job.ts";
import { createStarterCollectionsJob } from "./jobs/starter-collections-job.ts";
import type { GrantOfPrincipal } from "./jobs/still-may.ts";
import { createLoaders } from "./loaders.ts";
import { createRetentionConsumer } from "./retention/retention-consumer.ts";
import { createSchema } from "./schema.ts";

export interface DataRoomDeps {
  /** Signed in as bulkhead_data. */
  db: Database;
  blobs: BlobStore;
  /** As role bulkhead_data may use it. */
  envelope: Pick<Envelope, "seal" | "open">;
  cursors: Cursors;
  feed: Feed;
  log: Log;
  importReportDays: ImportReportDays;
  /** Most records of a collection that a filter or an order looks through without an index; 10,000 when absent. */
  unindexedRecords?: number;
  serveImport: ServeImport;
  /** REACH when absent; for tests, whose collections are small. */
  extremesReach?: Reach;
  historyDaysOf: HistoryDaysOf;
  grantOf: GrantOfPrincipal;
  takesLinks: LinkDeps["takesLinks"];
  /** What links to exports are signed with. */
  exportLinkKey: Buffer;
  /** Where clients reach this installation, without a path. */
  publicOrigin: string;
  /** See MigrationJobOptions; for tests, which do not wait so long. */
  migrationSettleMs?: number;
}

export interface DataRoom {
  subgraph: Subgraph<DataContext>;
  /** What this room has done in the background, by workers of any process. */
  jobs: readonly JobKind[];
  /** What must learn of events to ask for some of that. */
  consumers: readonly Consumer[];
  exportLinks: ExportLinks;
  /** What other rooms may ask from another process. */
  calls: DataCalls;
  stop(): void;
}

export function createDataRoom(given: DataRoomDeps): DataRoom {
  const { db, blobs, cursors, feed, log, importReportDays, historyDaysOf, grantOf, migrationSettleMs } = given;
  const collections = createCollectionDirectory(db, feed);
  const deps: DataDeps = {
    db,
    blobs,
    cursors,
    feed,
    log,
    collections,
    declared: createDeclaredFields(db),
    sizes: createCollectionSizes(db, given.unindexedRecords ?? UNINDEXED_RECORDS),
    extremesReach: given.extremesReach ?? REACH,
    validators: createValidators(db),
    linkSignatures: createLinkSignatures(given.exportLinkKey),
    publicOrigin: given.publicOrigin,
  };
  const exportLinks = createExportLinks({ ...deps, grantOf, takesLinks: given.takesLinks });
  const subgraph = createSchema((request) => ({
    ...request,
    ...deps,
    loaders: createLoaders(db, request.principal.tenantId),
  }));
  return {
    subgraph,
    jobs: [
      createImportJob({ db, blobs, serve: given.serveImport }),
      createBulkChangeJob({ ...deps, grantOf }),
      createExportJob({ ...deps, envelope: given.envelope, grantOf }),
      createImportReportsJob(db, importReportDays),
      createPurgeHistoryJob(db, historyDaysOf),
      createRetentionJob(deps),
      createMigrationJob({ db, ...(migrationSettleMs === undefined ? {} : { settleMs: migrationSettleMs }) }),
      createStarterCollectionsJob(subgraph.context),
    ],
    consumers: [
      createReportConsumer(db, importReportDays),
      createHistoryConsumer(db, historyDaysOf),
      createRetentionConsumer(db),
    ],
    exportLinks,
    calls: createDataCalls(exportLinks),
    stop: () => collections.stop(),
  };
}
