import { bulkFailures } from "../domain/bulk-failures.ts";
import type { GraphQLBulkChangeResolvers } from "../generated/resolvers.ts";

export const BulkChange = {
  failures: (parent, args, ctx) => bulkFailures(ctx, parent.id, args),
} satisfies GraphQLBulkChangeResolvers;
