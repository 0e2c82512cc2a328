import { cancelBulkChange } from "../domain/cancel-bulk-change.ts";
import { cancelCollectionMigration } from "../domain/cancel-collection-migration.ts";
import { cancelExport } from "../domain/cancel-export.ts";
import { cancelImport } from "../domain/cancel-import.ts";
import { createExport } from "../domain/create-export.ts";
import { createExportLink } from "../domain/create-export-link.ts";
import { createImport } from "../domain/create-import.ts";
import { createRecord } from "../domain/create-record.ts";
import { defineCollection } from "../domain/define-collection.ts";
import { deleteExport } from "../domain/delete-export.ts";
import { deleteImportProfile } from "../domain/delete-import-profile.ts";
import { deleteRecord } from "../domain/delete-record.ts";
import { deleteRecords } from "../domain/delete-records.ts";
import { pauseExport } from "../domain/pause-export.ts";
import { pauseImport } from "../domain/pause-import.ts";
import { purgeRecord } from "../domain/purge-record.ts";
import { restoreRecord } from "../domain/restore-record.ts";
import { resumeExport } from "../domain/resume-export.ts";
import { resumeImport } from "../domain/resume-import.ts";
import { saveImportProfile } from "../domain/save-import-profile.ts";
import { updateCollection } from "../domain/update-collection.ts";
import { updateRecord } from "../domain/update-record.ts";
import { updateRecords } from "../domain/update-records.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";

export const Mutation = {
  defineCollection: async (_, { input }, ctx) => ({ collection: await defineCollection(ctx, input) }),
  updateCollection: (_, { input }, ctx) => updateCollection(ctx, input),
  cancelCollectionMigration: async (_, { input }, ctx) => ({ migration: await cancelCollectionMigration(ctx, input) }),
  createRecord: async (_, { input }, ctx) => ({ record: await createRecord(ctx, input) }),
  updateRecord: async (_, { input }, ctx) => ({ record: await updateRecord(ctx, input) }),
  deleteRecord: (_, { input }, ctx) => deleteRecord(ctx, input),
  restoreRecord: async (_, { input }, ctx) => ({ record: await restoreRecord(ctx, input) }),
  purgeRecord: (_, { input }, ctx) => purgeRecord(ctx, input),
  updateRecords: async (_, { input }, ctx) => ({ bulkChange: await updateRecords(ctx, input) }),
  deleteRecords: async (_, { input }, ctx) => ({ bulkChange: await deleteRecords(ctx, input) }),
  createExport: async (_, { input }, ctx) => ({ export: await createExport(ctx, input) }),
  createExportLink: (_, { input }, ctx) => createExportLink(ctx, input),
  pauseExport: async (_, { input }, ctx) => ({ export: await pauseExport(ctx, input) }),
  resumeExport: async (_, { input }, ctx) => ({ export: await resumeExport(ctx, input) }),
  cancelExport: async (_, { input }, ctx) => ({ export: await cancelExport(ctx, input) }),
  deleteExport: async (_, { input }, ctx) => ({ export: await deleteExport(ctx, input) }),
  cancelBulkChange: async (_, { input }, ctx) => ({ bulkChange: await cancelBulkChange(ctx, input) }),
  createImport: async (_, { input }, ctx) => ({ import: await createImport(ctx, input) }),
  saveImportProfile: async (_, { input }, ctx) => ({ importProfile: await saveImportProfile(ctx, input) }),
  deleteImportProfile: (_, { input }, ctx) => deleteImportProfile(ctx, input),
  pauseImport: async (_, { input }, ctx) => ({ import: await pauseImport(ctx, input) }),
  resumeImport: async (_, { input }, ctx) => ({ import: await resumeImport(ctx, input) }),
  cancelImport: async (_, { input }, ctx) => ({ import: await cancelImport(ctx, input) }),
} satisfies GraphQLMutationResolvers;
