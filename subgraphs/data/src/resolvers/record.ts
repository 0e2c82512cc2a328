import { record } from "../domain/record.ts";
import type { GraphQLRecordResolvers } from "../generated/resolvers.ts";

export const Record = {
  __resolveReference: (reference, ctx) => record(ctx, reference.id),
} satisfies GraphQLRecordResolvers;
