import { importById } from "../domain/import.ts";
import { importRejections } from "../domain/import-rejections.ts";
import type { GraphQLImportResolvers } from "../generated/resolvers.ts";

export const Import = {
  __resolveReference: (reference, ctx) => importById(ctx, reference.id),
  rejections: (parent, args, ctx) => importRejections(ctx, parent.id, args),
} satisfies GraphQLImportResolvers;
