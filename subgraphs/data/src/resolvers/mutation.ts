import { cancelCollectionMigration } from "../domain/cancel-collection-migration.ts";
import { createImport } from "../domain/create-import.ts";
import { createRecord } from "../domain/create-record.ts";
import { defineCollection } from "../domain/define-collection.ts";
import { deleteRecord } from "../domain/delete-record.ts";
import { updateCollection } from "../domain/update-collection.ts";
import { updateRecord } from "../domain/update-record.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";

export const Mutation = {
  defineCollection: async (_, { input }, ctx) => ({ collection: await defineCollection(ctx, input) }),
  updateCollection: (_, { input }, ctx) => updateCollection(ctx, input),
  cancelCollectionMigration: async (_, { input }, ctx) => ({ migration: await cancelCollectionMigration(ctx, input) }),
  createRecord: async (_, { input }, ctx) => ({ record: await createRecord(ctx, input) }),
  updateRecord: async (_, { input }, ctx) => ({ record: await updateRecord(ctx, input) }),
  deleteRecord: (_, { input }, ctx) => deleteRecord(ctx, input),
  createImport: async (_, { input }, ctx) => ({ import: await createImport(ctx, input) }),
} satisfies GraphQLMutationResolvers;
