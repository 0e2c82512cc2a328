import { bulkChange } from "../domain/bulk-change.ts";
import { bulkChanges } from "../domain/bulk-changes.ts";
import { collection } from "../domain/collection.ts";
import { collectionMigration } from "../domain/collection-migration.ts";
import { collectionMigrations } from "../domain/collection-migrations.ts";
import { collections } from "../domain/collections.ts";
import { deletedRecord } from "../domain/deleted-record.ts";
import { deletedRecords } from "../domain/deleted-records.ts";
import { findExport } from "../domain/export.ts";
import { exportChange } from "../domain/export-change.ts";
import { exports } from "../domain/exports.ts";
import { importById } from "../domain/import.ts";
import { importChange } from "../domain/import-change.ts";
import { importOptions } from "../domain/import-options.ts";
import { importProfile } from "../domain/import-profile.ts";
import { importProfiles } from "../domain/import-profiles.ts";
import { imports } from "../domain/imports.ts";
import { record } from "../domain/record.ts";
import { recordAggregate } from "../domain/record-aggregate.ts";
import { recordChange } from "../domain/record-change.ts";
import { recordVersions } from "../domain/record-versions.ts";
import { type RecordConnection, records } from "../domain/records.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";
import type { RecordNode } from "../records/record-node.ts";
import { asksFor } from "./asks-for.ts";
import { CHANGES } from "./record.ts";

/** What the database need not send when nobody asks for it. */
const AUTHORSHIP: ReadonlySet<string> = new Set(["updatedAt", "createdBy", "updatedBy"]);
const TOTAL: ReadonlySet<string> = new Set(["totalCount"]);

/** Complete, as far as anybody looks. */
type AskedRecords = RecordConnection<RecordNode> & { totalCount: number };

export const Query = {
  collections: (_, args, ctx) => collections(ctx, args),
  collection: (_, args, ctx) => collection(ctx, args),
  collectionMigration: (_, args, ctx) => collectionMigration(ctx, args.id),
  collectionMigrations: (_, args, ctx) => collectionMigrations(ctx, args),
  record: (_, args, ctx) => record(ctx, args.id),
  // What a lean record lacks is what nobody asked for, so it is never looked for: to GraphQL it is a whole one.
  records: (_, args, ctx, info) =>
    records(ctx, args, { authorship: asksFor(info, AUTHORSHIP), total: asksFor(info, TOTAL) }) as Promise<AskedRecords>,
  recordAggregate: (_, args, ctx) => recordAggregate(ctx, args),
  recordChange: (_, args, ctx) => recordChange(ctx, args),
  recordVersions: (_, args, ctx, info) => recordVersions(ctx, { ...args, withChanges: asksFor(info, CHANGES) }),
  deletedRecord: (_, args, ctx) => deletedRecord(ctx, args),
  deletedRecords: (_, args, ctx) => deletedRecords(ctx, args),
  exports: (_, args, ctx) => exports(ctx, args),
  export: (_, args, ctx) => findExport(ctx, args),
  exportChange: (_, args, ctx) => exportChange(ctx, args),
  bulkChanges: (_, args, ctx) => bulkChanges(ctx, args),
  bulkChange: (_, args, ctx) => bulkChange(ctx, args),
  imports: (_, args, ctx) => imports(ctx, args),
  import: (_, args, ctx) => importById(ctx, args.id),
  importChange: (_, args, ctx) => importChange(ctx, args),
  importOptions: (_, { input }, ctx) => importOptions(ctx, input),
  importProfiles: (_, args, ctx) => importProfiles(ctx, args),
  importProfile: (_, args, ctx) => importProfile(ctx, args),
} satisfies GraphQLQueryResolvers;
